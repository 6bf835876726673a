import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type {
  AddressReleaseProperties,
  BooleanProperty,
  ElasticIpProperties,
  IpamAllocationProperties,
  LocationProperties,
  PoolProperties,
  PreflightProperty,
  ReleaseOnProperty,
} from './contract';
import type { ElasticIpChoice, IpamAllocationChoice } from './choice';
import type { ElasticIpOptions } from './elastic-ip';
import type { Listed } from './listed';
import type { LocationOptions } from './location';
import { resourceOf } from './template-references';

/** What one AddressRelease is about. */
export interface Wanted extends Listed {
  readonly releaseOn: readonly ReleaseOnProperty[];
  readonly preflight: PreflightProperty;
  readonly timeoutSeconds: number;
}

/** What the handler is told. */
export function addressReleaseProperties(wanted: Wanted): AddressReleaseProperties {
  const { timeoutSeconds, releaseOn, preflight, ipamAllocations, elasticIps, emptyPools, deletePools, assumeRole } = wanted;
  const poolProperties = (pool: ec2.IIPAMPoolRef, location: LocationOptions): PoolProperties => ({
    PoolId: pool.ipamPoolRef.ipamPoolId,
    PoolInApp: resourceOf(pool.ipamPoolRef.ipamPoolId) ? 'true' : 'false',
    ...locationProperties(location, assumeRole),
  });
  return {
    ContractVersion: '1',
    Timeout: String(timeoutSeconds),
    ReleaseOn: unlessEmpty(releaseOn),
    Preflight: preflight,
    IpamAllocations: ipamAllocations.map(({ pool, _choice, _location }) => ({ ...poolProperties(pool, _location), ...allocationChoice(_choice) })),
    ElasticIps: elasticIps.map(({ _choice, _options }) => ({ ...addressChoice(_choice, _options), ...locationProperties(_options, assumeRole) })),
    EmptyPools: unlessEmpty(
      emptyPools.map((empty) => ({
        ...poolProperties(empty.pool, empty),
        StopMonitoring: ifTrue(empty.stopMonitoring),
        CascadeWhenUnused: ifTrue(empty.cascadeWhenUnused),
      })),
    ),
    DeletePools: unlessEmpty(deletePools.map((toDelete) => ({ ...poolProperties(toDelete.pool, toDelete), Cascade: ifTrue(toDelete.cascade) }))),
  };
}

function locationProperties({ region, assumeRole }: LocationOptions, forAll: iam.IRoleRef | undefined): LocationProperties {
  return { Region: region, RoleArn: (assumeRole ?? forAll)?.roleRef.roleArn };
}

function allocationChoice({ cidr, allocationId, tagKey, tagValue }: IpamAllocationChoice): Partial<IpamAllocationProperties> {
  const all = cidr === undefined && allocationId === undefined && tagKey === undefined;
  return { Cidr: cidr, AllocationId: allocationId, TagKey: tagKey, TagValue: tagValue, AllManual: ifTrue(all) };
}

function addressChoice({ allocationId, publicIp, tagKey, tagValue }: ElasticIpChoice, options: ElasticIpOptions): ElasticIpProperties {
  return {
    AllocationId: allocationId,
    PublicIp: publicIp,
    TagKey: tagKey,
    TagValue: tagValue,
    Disassociate: options.disassociate === false ? 'false' : undefined,
    ResetReverseDns: ifTrue(options.resetReverseDns),
  };
}

function ifTrue(value: boolean | undefined): BooleanProperty | undefined {
  return value ? 'true' : undefined;
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
