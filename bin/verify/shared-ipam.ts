import { CreateIpamCommand, CreateIpamPoolCommand, DescribeIpamPoolsCommand, DescribeIpamsCommand, GetIpamPoolCidrsCommand, ProvisionIpamPoolCidrCommand, type CreateIpamPoolCommandInput } from '@aws-sdk/client-ec2';
import type { Clock } from '../../lambda/world';
import type { Place } from './account';
import type { Ground } from './probe';
import type { RunMark } from './run-mark';
import { MINUTE, need, SECOND } from './wait';

/** An account has one IPAM in a home Region, unless its quota was raised. */
export async function createSharedIpam(home: Place, local: Place, clock: Clock, mark: RunMark): Promise<Ground['scopes']> {
  const regions = [...new Set([home.region, local.region])];
  const { Ipam } = await home.ec2.send(
    new CreateIpamCommand({ Tier: 'advanced', OperatingRegions: regions.map((RegionName) => ({ RegionName })), ...mark.onCreation('ipam', 'ipam') }),
  );
  const IpamIds = [Ipam?.IpamId ?? ''];
  await need(clock, { every: 3 * SECOND, atMost: 5 * MINUTE }, 'the IPAM', async () => {
    const { Ipams } = await home.ec2.send(new DescribeIpamsCommand({ Filters: [{ Name: 'ipam-id', Values: IpamIds }] }));
    return Ipams?.[0]?.State === 'create-complete' ? true : undefined;
  });
  return { private: Ipam?.PrivateDefaultScopeId ?? '', public: Ipam?.PublicDefaultScopeId ?? '' };
}

/** A pool of the shared IPAM with a CIDR, ready to be taken from. Gives its id. */
export async function createPool({ home, clock, mark, scopes, local }: Ground, what: string, cidr: { readonly Cidr: string } | { readonly NetmaskLength: number }, more: Partial<CreateIpamPoolCommandInput> = {}): Promise<string> {
  const { IpamPool } = await home.ec2.send(
    new CreateIpamPoolCommand({ IpamScopeId: scopes.private, AddressFamily: 'ipv4', Locale: local.region, ...more, ...mark.onCreation('ipam-pool', what) }),
  );
  const IpamPoolId = IpamPool?.IpamPoolId ?? '';
  await need(clock, { every: 2 * SECOND, atMost: 5 * MINUTE }, `the pool ${what}`, async () => {
    const { IpamPools } = await home.ec2.send(new DescribeIpamPoolsCommand({ Filters: [{ Name: 'ipam-pool-id', Values: [IpamPoolId] }] }));
    return IpamPools?.[0]?.State === 'create-complete' ? true : undefined;
  });
  await home.ec2.send(new ProvisionIpamPoolCidrCommand({ IpamPoolId, ...cidr }));
  await need(clock, { every: 3 * SECOND, atMost: 10 * MINUTE }, `the CIDR of the pool ${what}`, async () => {
    const { IpamPoolCidrs = [] } = await home.ec2.send(new GetIpamPoolCidrsCommand({ IpamPoolId }));
    const failed = IpamPoolCidrs.find(({ State }) => State === 'failed-provision');
    if (failed) throw new Error(`the CIDR of the pool ${what} could not be provisioned: ${failed.FailureReason?.Message ?? ''}`);
    return IpamPoolCidrs.some(({ State }) => State === 'provisioned') ? true : undefined;
  });
  return IpamPoolId;
}
