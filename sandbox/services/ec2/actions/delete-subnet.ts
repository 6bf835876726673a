import type { DeleteSubnetRequest } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { dependencyViolation, refuseDryRun } from '../errors';
import { noticeDeletion } from '../ipam/discovery';
import { interfacesIn } from '../network-interfaces';
import { ec2State } from '../state';
import { ownSubnet } from '../vpcs';

export function deleteSubnet(input: DeleteSubnetRequest, call: CallContext): void {
  const { world } = call;
  const subnet = ownSubnet(call, input.SubnetId ?? '');
  refuseDryRun(input);
  if (interfacesIn(world, subnet.id).length > 0) throw dependencyViolation(`The subnet '${subnet.id}' has dependencies and cannot be deleted.`);
  ec2State(world).subnets.delete(subnet.id);
  noticeDeletion(world, subnet.id, 'subnet');
}
