import { CreateIpamCommand, CreateIpamPoolCommand, DescribeIpamsCommand, GetIpamPoolCidrsCommand, ProvisionIpamPoolCidrCommand, type CreateIpamPoolCommandInput } from '@aws-sdk/client-ec2';
import type { Clock } from '../../lambda/world';
import type { Place } from './account';
import type { Ground } from './probe';
import { refusalOf } from './refusal';
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

export type PoolCidr = { readonly Cidr: string } | { readonly NetmaskLength: number };

/** A pool of the shared IPAM with a CIDR, ready to be taken from. Gives its id. */
export async function createPool(ground: Ground, what: string, cidr: PoolCidr, more: Partial<CreateIpamPoolCommandInput> = {}): Promise<string> {
  return (await createPoolTimed(ground, what, cidr, more)).IpamPoolId;
}

/** The same, with how long the pool and its CIDR were on their way, in milliseconds. */
export async function createPoolTimed({ home, clock, mark, scopes, local }: Ground, what: string, cidr: PoolCidr, more: Partial<CreateIpamPoolCommandInput> = {}): Promise<{ readonly IpamPoolId: string; readonly created: number; readonly provisioned: number }> {
  const began = clock.now();
  const { IpamPool } = await home.ec2.send(
    new CreateIpamPoolCommand({ IpamScopeId: scopes.private, AddressFamily: 'ipv4', Locale: local.region, ...more, ...mark.onCreation('ipam-pool', what) }),
  );
  const IpamPoolId = IpamPool?.IpamPoolId ?? '';
  // Refused while the pool is being created.
  await need(clock, { every: SECOND, atMost: 5 * MINUTE }, `the pool ${what}`, async () => {
    const { error } = await refusalOf(home.ec2.send(new ProvisionIpamPoolCidrCommand({ IpamPoolId, ...cidr })));
    return error === undefined ? true : undefined;
  });
  const accepted = clock.now();
  await need(clock, { every: SECOND, atMost: 10 * MINUTE }, `the CIDR of the pool ${what}`, async () => {
    // Lists lag: the pool may not be in this one yet.
    const { IpamPoolCidrs = [] } = await home.ec2.send(new GetIpamPoolCidrsCommand({ IpamPoolId })).catch(() => ({ IpamPoolCidrs: [] }));
    const failed = IpamPoolCidrs.find(({ State }) => State === 'failed-provision');
    if (failed) throw new Error(`the CIDR of the pool ${what} could not be provisioned: ${failed.FailureReason?.Message ?? ''}`);
    return IpamPoolCidrs.some(({ State }) => State === 'provisioned') ? true : undefined;
  });
  return { IpamPoolId, created: accepted - began, provisioned: clock.now() - accepted };
}
