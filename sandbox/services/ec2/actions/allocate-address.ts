import type { AllocateAddressRequest, AllocateAddressResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { recoverAddress, takePublicAddress } from '../addresses';
import { formatAddress, parseCidr } from '../cidr';
import type { PublicIpv4PoolEntity } from '../entities';
import { invalidValue, madeUp, refuseDryRun } from '../errors';
import { discoverableAddress, noticeCreation } from '../ipam/discovery';
import { allocateForResource } from '../ipam/pool-cidrs';
import { poolInLocale, requireResourceTags } from '../ipam/pools';
import { nextFreeAddress, ownPublicIpv4Pool } from '../public-ipv4-pools';
import { ELASTIC_IP } from '../resource-ids';
import { ec2State } from '../state';
import { tagsFrom } from '../tags';

export function allocateAddress(input: AllocateAddressRequest, call: CallContext): AllocateAddressResult {
  const { world, caller, region } = call;
  const { addresses } = ec2State(world);
  const tags = tagsFrom(input.TagSpecifications, ELASTIC_IP);
  const networkBorderGroup = input.NetworkBorderGroup ?? region;
  if (networkBorderGroup !== region && !networkBorderGroup.startsWith(`${region}-`)) throw invalidValue(networkBorderGroup, 'networkBorderGroup');
  if (input.CustomerOwnedIpv4Pool !== undefined) throw new AwsError('InvalidPoolID.NotFound', `The coip-pool ID '${input.CustomerOwnedIpv4Pool}' does not exist`);
  const ipamPoolId = input.IpamPoolId ?? (input.PublicIpv4Pool?.startsWith('ipam-pool-') ? input.PublicIpv4Pool : undefined);
  const ownPool = ipamPoolId !== undefined || input.PublicIpv4Pool === undefined || input.PublicIpv4Pool === 'amazon' ? undefined : ownPublicIpv4Pool(call, input.PublicIpv4Pool);
  const pool = ipamPoolId === undefined ? undefined : poolInLocale(call, ipamPoolId);
  if (pool && (pool.scopeType !== 'public' || pool.family !== 'ipv4' || pool.awsService !== 'ec2')) {
    throw madeUp('InvalidParameterCombination', `The IPAM pool ${pool.id} can't be used to allocate Elastic IP addresses: it must be a public IPv4 pool with AwsService ec2.`);
  }
  if (pool) requireResourceTags(pool, tags);
  refuseDryRun(input);

  const id = world.random.id(ELASTIC_IP.prefix);
  const request = input.Address === undefined ? { netmaskLength: 32 } : { cidr: parseCidr(`${input.Address}/32`, 'address') };
  const allocation = pool && allocateForResource(world, pool, request, { resourceType: 'eip', resourceId: id, owner: caller.account });
  if (!allocation && !ownPool && input.Address !== undefined) recoverAddress(world, input.Address);
  const publicIp = allocation ? formatAddress('ipv4', allocation.cidr.start) : ownPool ? addressOf(call, ownPool) : (input.Address ?? takePublicAddress(world));
  const address = addresses.put({
    id,
    account: caller.account,
    region,
    tags,
    publicIp,
    networkBorderGroup: pool && pool.locale !== 'None' ? pool.locale : networkBorderGroup,
    publicIpv4Pool: pool?.id ?? ownPool?.id ?? 'amazon',
  });
  noticeCreation(world, discoverableAddress(address), allocation);
  return {
    AllocationId: id,
    PublicIp: publicIp,
    PublicIpv4Pool: address.publicIpv4Pool,
    NetworkBorderGroup: address.networkBorderGroup,
    Domain: 'vpc',
  };
}

function addressOf({ world }: CallContext, pool: PublicIpv4PoolEntity): string {
  const address = nextFreeAddress(world, pool);
  if (address === undefined) throw madeUp('InsufficientFreeAddressesInPool', `The public IPv4 pool ${pool.id} does not have enough free addresses to satisfy the request.`);
  return address;
}
