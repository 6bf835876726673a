import type { DeleteLoadBalancerInput, DeleteLoadBalancerOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CallContext } from '../../../api';
import type { World } from '../../../world';
import { addressOn, disassociate } from '../../ec2/addresses';
import { giveUpManagedAddress } from '../../ec2/managed-addresses';
import { ec2State } from '../../ec2/state';
import { afterAWhile } from '../../ec2/transition';
import { authorize } from '../../iam/authorize';
import { loadBalancers } from '../load-balancers';

/**
 * The load balancer is gone at once, and one that does not exist is no error. Its interfaces stay for a while, with the addresses on them;
 * then the customer's are free, and AWS takes back its own when their time has come.
 */
export function DeleteLoadBalancer({ LoadBalancerArn: arn = '' }: DeleteLoadBalancerInput, call: CallContext): DeleteLoadBalancerOutput {
  const { world, caller, region } = call;
  authorize(call, arn);
  const all = loadBalancers(world);
  const loadBalancer = all.get(arn);
  if (loadBalancer?.account !== caller.account || loadBalancer.region !== region) return {};
  all.delete(arn);
  for (const { networkInterfaceId } of loadBalancer.nodes) removeInterface(world, networkInterfaceId);
  return {};
}

function removeInterface(world: World, id: string): void {
  const { clock, random, unkindness } = world;
  const takenBackAt = clock.now() + random.between(unkindness.managedAddresses.min, unkindness.managedAddresses.max);
  afterAWhile(world, unkindness.loadBalancerInterfaces, () => {
    const held = addressOn(world, id);
    ec2State(world).networkInterfaces.delete(id);
    if (!held) return;
    const address = disassociate(world, held);
    if (!address.serviceManaged) return;
    const left = Math.max(0, takenBackAt - clock.now());
    afterAWhile(world, { min: left, max: left }, () => {
      giveUpManagedAddress(world, address);
    });
  });
}
