import type { NetworkInterfaceEntity } from '../../../sandbox/services/ec2/entities';
import { addressOn } from '../../../sandbox/services/ec2/addresses';
import { ec2State } from '../../../sandbox/services/ec2/state';
import type { World } from '../../../sandbox/world';
import type { Failed } from './report';

/** What keeps a resource from being deleted, of the interfaces that nothing of the stack has, by their ids. EC2 only says that there are dependencies. */
export function becauseOfOutsiders(world: World, outsiders: ReadonlySet<string>, type: string, physicalId: string): Pick<Failed, 'because' | 'remedy'> {
  const found = [...ec2State(world).networkInterfaces.all()].filter((one) => outsiders.has(one.id) && isInTheWay(world, one, type, physicalId));
  if (found.length === 0) return {};
  const ids = found.map(({ id }) => id);
  return {
    because: found.map((one) => `${one.id} (${said(one)}) is there, and nothing of the stack is known to have it`).join('; '),
    remedy: `see what has it with aws ec2 describe-network-interfaces --network-interface-ids ${ids.join(' ')}; once nobody needs that any more and it is gone, the stack can be deleted`,
  };
}

function isInTheWay(world: World, { id, subnetId, vpcId, groups }: NetworkInterfaceEntity, type: string, physicalId: string): boolean {
  if (type === 'AWS::EC2::Subnet') return subnetId === physicalId;
  if (type === 'AWS::EC2::SecurityGroup') return groups.includes(physicalId);
  // A gateway is detached once nothing has a public address.
  return type === 'AWS::EC2::VPCGatewayAttachment' && physicalId.endsWith(`|${vpcId}`) && addressOn(world, id) !== undefined;
}

function said({ description, partOf, managedBy }: NetworkInterfaceEntity): string {
  return description || (partOf === undefined ? (managedBy ?? 'without a description') : `of ${partOf}`);
}
