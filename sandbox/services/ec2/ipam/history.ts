import type { IpamAddressHistoryRecord, IpamResourceCidr } from '@aws-sdk/client-ec2';
import type { World } from '../../../world';
import { formatCidr } from '../cidr';
import type { ResourceCidrEntity } from '../entities';
import { ec2State } from '../state';
import { describeResourceCidr, poolsByResourceCidr } from './resource-cidrs';

/** What IPAM no longer sees, as it last saw it. */
interface Forgotten {
  readonly record: ResourceCidrEntity;
  readonly shown: IpamResourceCidr;
  readonly endedAt: number;
}

function forgotten(world: World): Forgotten[] {
  return world.state('ec2/ipam-address-history', () => []);
}

/** IPAM sees a resource's CIDR no more, and keeps it in its history. */
export function forget(world: World, record: ResourceCidrEntity): void {
  forgotten(world).push({ record, shown: shownNow(world, record), endedAt: world.clock.now() });
  ec2State(world).resourceCidrs.delete(record.id);
}

function shownNow(world: World, record: ResourceCidrEntity): IpamResourceCidr {
  const poolId = poolsByResourceCidr(world, record.scopeId).get(`${record.resourceId} ${formatCidr(record.cidr)}`);
  const others = [...ec2State(world).resourceCidrs.all()].filter(({ scopeId }) => scopeId === record.scopeId);
  return describeResourceCidr(world, record, poolId, others);
}

/** What had this very CIDR in a scope at some time between the two, the newest last. */
export function historyOf(world: World, scopeId: string, cidr: string, from: number, to: number): IpamAddressHistoryRecord[] {
  const current = [...ec2State(world).resourceCidrs.all()].filter((record) => record.scopeId === scopeId);
  const seen = [...forgotten(world), ...current.map((record) => ({ record, shown: shownNow(world, record), endedAt: undefined }))];
  return seen
    .filter(({ record, endedAt }) => record.scopeId === scopeId && formatCidr(record.cidr) === cidr && record.discoveredAt <= to && (endedAt ?? to) >= from)
    .sort((one, other) => one.record.discoveredAt - other.record.discoveredAt)
    .map(({ record, shown, endedAt }) => ({
      ResourceOwnerId: record.account,
      ResourceRegion: record.region,
      ResourceType: record.resourceType === 'eip' || record.resourceType === 'subnet' ? record.resourceType : 'vpc',
      ResourceId: record.resourceId,
      ResourceCidr: cidr,
      ResourceName: shown.ResourceName,
      ResourceComplianceStatus: shown.ComplianceStatus,
      ResourceOverlapStatus: shown.OverlapStatus,
      VpcId: record.vpcId,
      SampledStartTime: new Date(record.discoveredAt),
      SampledEndTime: endedAt === undefined ? undefined : new Date(endedAt),
    }));
}
