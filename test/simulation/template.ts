import type { AddressReleaseProperties } from '../../lib/contract';
import { FUNCTION_ARN, REGION } from './lambda';
import { OTHER_REGION } from './places';
import { isCreationEnd, type PoolSpec, type Scenario } from './scenario';

export type Resources = Readonly<Record<string, object>>;

/** What a custom resource lists. */
export type List = Pick<AddressReleaseProperties, 'IpamAllocations' | 'ElasticIps' | 'EmptyPools' | 'DeletePools'>;

/** The custom resource of that number. */
export function logicalId(resource: number): string {
  return `Release${resource}`;
}

/**
 * The stack's template: its pools, then the custom resources that empty or delete pools, then those that only release and so are deleted
 * before, then what takes from the pools.
 */
export function template(pools: Resources, releases: ReadonlyMap<number, AddressReleaseProperties>, takers: Resources): object {
  const OperatingRegions = [REGION, OTHER_REGION].map((RegionName) => ({ RegionName }));
  const inPools = Object.keys(pools);
  const names = [...releases.keys()].map(logicalId);
  const dependent = Object.entries(takers).map(([name, taker]) => [name, { ...taker, DependsOn: names }]);
  const emptying = [...releases].flatMap(([resource, { EmptyPools = [], DeletePools = [] }]) => (EmptyPools.length + DeletePools.length > 0 ? [logicalId(resource)] : []));
  const custom = [...releases].map(([resource, Properties]) => {
    const name = logicalId(resource);
    return [name, { Type: 'Custom::AddressRelease', DependsOn: [...inPools, ...(emptying.includes(name) ? [] : emptying)], Properties }];
  });
  return {
    Resources: {
      Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
      ...(inPools.length > 0 ? { Ipam: { Type: 'AWS::EC2::IPAM', Properties: { OperatingRegions } } } : {}),
      ...pools,
      ...(Object.fromEntries([...custom, ...dependent]) as Resources),
    },
  };
}

/** What the construct writes into the template. */
export function releaseProperties({ timeoutMinutes, preflight, end }: Scenario, list: List): AddressReleaseProperties {
  const properties: AddressReleaseProperties = {
    ContractVersion: '1',
    Timeout: String(timeoutMinutes * 60),
    Preflight: preflight,
    ...(end.endsWith('Wanted') ? { ReleaseOn: [isCreationEnd(end) ? 'CREATION_ROLLBACK' : 'REMOVAL'] as const } : {}),
    ...list,
  };
  return Object.assign({ ServiceToken: FUNCTION_ARN, ServiceTimeout: String(timeoutMinutes * 60 + 300) }, properties);
}

/** A pool of the stack: CloudFormation provisions its CIDR, too. */
export function poolResources({ isPublic, isElsewhere }: PoolSpec, index: number, isNested: boolean): Resources {
  const scope = { 'Fn::GetAtt': ['Ipam', isPublic ? 'PublicDefaultScopeId' : 'PrivateDefaultScopeId'] };
  const kind = isPublic ? { PublicIpSource: 'amazon', AwsService: 'ec2' } : {};
  const source = isNested ? { SourceIpamPoolId: { Ref: 'Pool0' } } : {};
  const cidr = isPublic ? { NetmaskLength: 29 } : { Cidr: isNested ? `10.0.${index * 16}.0/20` : `10.${index}.0.0/16` };
  return {
    [`Pool${index}`]: {
      Type: 'AWS::EC2::IPAMPool',
      Properties: { AddressFamily: 'ipv4', IpamScopeId: scope, Locale: isElsewhere && !isNested ? OTHER_REGION : REGION, ...kind, ...source },
      ...(isNested ? { DependsOn: 'Cidr0' } : {}),
    },
    [`Cidr${index}`]: { Type: 'AWS::EC2::IPAMPoolCidr', Properties: { IpamPoolId: { Ref: `Pool${index}` }, ...cidr } },
  };
}
