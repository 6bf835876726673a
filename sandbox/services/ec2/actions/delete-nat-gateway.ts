import type { DeleteNatGatewayRequest, DeleteNatGatewayResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { World } from '../../../world';
import { addressOn, disassociate } from '../addresses';
import type { NatGatewayEntity } from '../entities';
import { refuseDryRun } from '../errors';
import { ownNatGateway } from '../nat-gateways';
import { ec2State } from '../state';
import { afterAWhile } from '../transition';

/** A deleted NAT gateway is listed for about an hour. */
const LISTED_AFTER_DELETION = 60 * 60 * 1000;

/** While it is `deleting`, it still holds its address. */
export function deleteNatGateway(input: DeleteNatGatewayRequest, call: CallContext): DeleteNatGatewayResult {
  const { world } = call;
  const { natGateways } = ec2State(world);
  const natGateway = ownNatGateway(call, input.NatGatewayId ?? '');
  refuseDryRun(input);
  const answer = { NatGatewayId: natGateway.id };
  if (natGateway.state === 'deleting' || natGateway.state === 'deleted') return answer;
  const deleting = natGateways.put({ ...natGateway, state: 'deleting', deletedAt: world.clock.now() });
  afterAWhile(world, world.unkindness.natGatewayDeletion, () => {
    endNatGateway(world, deleting);
  });
  return answer;
}

/** The end of its deletion: its address is free. */
export function endNatGateway(world: World, natGateway: NatGatewayEntity): void {
  const { natGateways, networkInterfaces } = ec2State(world);
  const address = addressOn(world, natGateway.networkInterfaceId);
  if (address) disassociate(world, address);
  networkInterfaces.delete(natGateway.networkInterfaceId);
  natGateways.put({ ...natGateway, state: 'deleted' });
  world.clock.after(LISTED_AFTER_DELETION, () => natGateways.delete(natGateway.id));
}
