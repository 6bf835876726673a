import type { DeleteVpcRequest } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { dependencyViolation, refuseDryRun } from '../errors';
import { gatewayOf } from '../internet-gateways';
import { noticeDeletion } from '../ipam/discovery';
import { holdersOfVpc } from '../network-part-dependencies';
import { deleteDefaultParts } from '../network-parts';
import { ec2State } from '../state';
import { ownVpc, subnetsIn } from '../vpcs';

export function deleteVpc(input: DeleteVpcRequest, call: CallContext): void {
  const { world } = call;
  const vpc = ownVpc(call, input.VpcId ?? '');
  refuseDryRun(input);
  const holders = [...subnetsIn(world, vpc.id), ...holdersOfVpc(world, vpc.id)];
  if (holders.length > 0 || gatewayOf(world, vpc.id)) throw dependencyViolation(`The vpc '${vpc.id}' has dependencies and cannot be deleted.`);
  deleteDefaultParts(world, vpc.id);
  ec2State(world).vpcs.delete(vpc.id);
  noticeDeletion(world, vpc.id, 'vpc');
}
