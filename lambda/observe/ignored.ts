import { paginateGetIpamResourceCidrs } from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../../lib/cidr';
import { listOfAll } from '../list-of';
import type { World } from '../world';
import type { Allocation, FoundPool } from './pools';

/**
 * Whether IPAM was told already not to monitor this CIDR of the resource: the allocation goes "after some time", and what EC2 answers to
 * whoever tells it again is documented nowhere. Where that can't be seen it counts as no. A58 to A60
 * @see https://docs.aws.amazon.com/vpc/latest/ipam/change-monitoring-state-ipam.html
 */
export async function isIgnored(world: World, { home, scopeId }: FoundPool, { ResourceId, Cidr }: Allocation): Promise<boolean> {
  try {
    const pages = paginateGetIpamResourceCidrs({ client: world.ec2(home), stopOnSameToken: true }, { IpamScopeId: scopeId, ResourceId });
    const resourceCidrs = await listOfAll(pages, 'IpamResourceCidrs');
    const same = resourceCidrs.filter(({ ResourceId: id, ResourceCidr = '' }) => id === ResourceId && canonicalCidr(ResourceCidr) === canonicalCidr(Cidr));
    return same.some(({ ManagementState }) => ManagementState === 'ignored');
  } catch {
    return false;
  }
}
