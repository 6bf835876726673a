import type { CreateIpamPoolRequest, CreateIpamPoolResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { PoolEntity, ScopeEntity } from '../entities';
import { incorrectState, invalidValue, madeUp, missingParameter, refuseDryRun } from '../errors';
import { createOnce } from '../idempotency';
import { ipamsOf } from '../ipam/ipams';
import { checkPoolIsStable, describePool, poolAtHome, scopeAtHome } from '../ipam/pools';
import { checkId, IPAM_POOL, notFound, VPC } from '../resource-ids';
import { ec2State } from '../state';
import { tagsFrom } from '../tags';
import { afterAWhile } from '../transition';

export function createIpamPool(input: CreateIpamPoolRequest, call: CallContext): CreateIpamPoolResult {
  const { world, caller, region } = call;
  const { pools } = ec2State(world);
  const tags = tagsFrom(input.TagSpecifications, IPAM_POOL);
  const scope = scopeAtHome(call, input.IpamScopeId ?? '');
  const source = input.SourceIpamPoolId === undefined ? undefined : poolAtHome(call, input.SourceIpamPoolId);
  const locale = input.Locale ?? source?.locale ?? 'None';
  if (source) checkPoolIsStable(source);
  checkPlace(call, scope, source, locale);
  checkPublicPool(input, scope);
  const sourceVpcId = sourceVpc(call, input, locale);
  refuseDryRun(input);
  return createOnce(call, input, () => {
    const pool = pools.put({
      id: world.random.id(IPAM_POOL.prefix),
      account: caller.account,
      region,
      tags,
      ipamId: scope.ipamId,
      scopeId: scope.id,
      scopeType: scope.type,
      sourcePoolId: source?.id,
      sourceVpcId,
      depth: (source?.depth ?? 0) + 1,
      locale,
      family: input.AddressFamily ?? 'ipv4',
      state: 'create-in-progress',
      description: input.Description,
      autoImport: input.AutoImport ?? false,
      publiclyAdvertisable: input.PubliclyAdvertisable,
      publicIpSource: input.PublicIpSource ?? (scope.type === 'public' ? 'byoip' : undefined),
      awsService: input.AwsService,
      minNetmaskLength: input.AllocationMinNetmaskLength,
      maxNetmaskLength: input.AllocationMaxNetmaskLength,
      defaultNetmaskLength: input.AllocationDefaultNetmaskLength,
      allocationResourceTags: Object.fromEntries((input.AllocationResourceTags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
      sharedWith: [],
    });
    afterAWhile(world, world.unkindness.ipamTransition, () => {
      const current = pools.get(pool.id);
      if (current?.state === 'create-in-progress') pools.put({ ...current, state: 'create-complete' });
    });
    return { IpamPool: describePool(pool) };
  });
}

function checkPlace({ world, caller }: CallContext, scope: ScopeEntity, source: PoolEntity | undefined, locale: string): void {
  if (scope.state !== 'create-complete') throw incorrectState(`The IPAM scope ${scope.id} is in state ${scope.state}.`);
  if (source && source.scopeId !== scope.id) throw madeUp('InvalidParameterCombination', `The source pool ${source.id} is not in the scope ${scope.id}.`);
  if (source && source.locale !== 'None' && source.locale !== locale) {
    throw invalidValue(locale, 'locale', `The locale must match the locale of the source pool ${source.id}.`);
  }
  const ipam = ipamsOf(world, caller.account).find(({ id }) => id === scope.ipamId);
  const localeIn = locale === 'None' || ipam?.operatingRegions.some((operating) => locale === operating || locale.startsWith(`${operating}-`));
  if (!localeIn) throw invalidValue(locale, 'locale', 'The locale must be an operating Region of the IPAM.');
}

function checkPublicPool({ AddressFamily, AwsService, PublicIpSource, PubliclyAdvertisable }: CreateIpamPoolRequest, scope: ScopeEntity): void {
  if (scope.type === 'private' && (AwsService ?? PublicIpSource ?? PubliclyAdvertisable) !== undefined) {
    throw madeUp('InvalidParameterCombination', 'AwsService, PublicIpSource and PubliclyAdvertisable can only be used with pools in the public scope.');
  }
  if (scope.type === 'public' && AddressFamily === 'ipv6' && PubliclyAdvertisable === undefined && PublicIpSource !== 'amazon') {
    throw missingParameter('PubliclyAdvertisable');
  }
}

/** A resource planning pool hands out the CIDRs of one VPC to its subnets. */
function sourceVpc({ world, caller }: CallContext, { SourceResource, SourceIpamPoolId }: CreateIpamPoolRequest, locale: string): string | undefined {
  if (!SourceResource) return undefined;
  if (SourceIpamPoolId === undefined) throw missingParameter('SourceIpamPoolId');
  const { ResourceId = '' } = SourceResource;
  checkId(VPC, ResourceId);
  const vpc = ec2State(world).vpcs.get(ResourceId);
  if (vpc?.account !== caller.account || vpc.region !== locale) throw notFound(VPC, ResourceId);
  return ResourceId;
}
