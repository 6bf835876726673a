import type { CreateIpamPoolRequest, IpamPool, RequestIpamResourceTag } from '@aws-sdk/client-ec2';
import { callEc2, ec2ResourceType, flag, ifFound, number, pollUntil, retag, tagSpecifications, text } from '../handlers/ec2-calls';
import { handlerFailure } from '../handlers/handler-failure';
import { cidrsOf, deprovision, isLeft, provision, SETTLING, type CidrToProvision } from '../handlers/ipam-pool-cidrs';
import { ifPoolFound, isPoolDeleted } from '../handlers/missing-pool';
import type { Properties, ResourceContext, ResourceState } from '../handlers/resource-type';
import { changedProperties } from '../plan/replacement';

/** AWS::EC2::IPAMPool: `Ref` gives its id. */
export const ec2IpamPool = ec2ResourceType({
  replacedBy: [
    'AddressFamily', 'AwsService', 'IpamScopeId', 'Locale', 'PublicIpSource', 'PubliclyAdvertisable', 'SourceIpamPoolId', 'SourceResource',
  ],

  async create(properties, context) {
    const { IpamPool: created } = await callEc2(context, 'CreateIpamPool', {
      IpamScopeId: text(properties.IpamScopeId),
      AddressFamily: properties.AddressFamily as CreateIpamPoolRequest['AddressFamily'],
      AutoImport: flag(properties.AutoImport),
      AwsService: properties.AwsService as CreateIpamPoolRequest['AwsService'],
      Description: text(properties.Description),
      Locale: text(properties.Locale),
      PublicIpSource: properties.PublicIpSource as CreateIpamPoolRequest['PublicIpSource'],
      PubliclyAdvertisable: flag(properties.PubliclyAdvertisable),
      SourceIpamPoolId: text(properties.SourceIpamPoolId),
      SourceResource: properties.SourceResource as CreateIpamPoolRequest['SourceResource'],
      AllocationResourceTags: tagsOf(properties),
      ...netmaskLengths(properties),
      TagSpecifications: tagSpecifications('ipam-pool', properties, context),
    });
    const id = created?.IpamPoolId ?? '';
    context.identified(id);
    await stable(id, context);
    for (const cidr of provisionedCidrs(properties)) await provision(id, cidr, context);
    return stateOf(await stable(id, context));
  },

  async update(properties, old, { physicalId }, context) {
    const modified = changedProperties(properties, old).filter((property) => property !== 'Tags' && property !== 'ProvisionedCidrs');
    if (modified.length > 0) {
      await callEc2(context, 'ModifyIpamPool', {
        IpamPoolId: physicalId,
        Description: text(properties.Description),
        AutoImport: flag(properties.AutoImport),
        ...netmaskLengths(properties),
        ClearAllocationDefaultNetmaskLength: properties.AllocationDefaultNetmaskLength === undefined ? true : undefined,
        AddAllocationResourceTags: tagsOf(properties),
        RemoveAllocationResourceTags: tagsOf(old)?.filter(({ Key }) => !tagsOf(properties)?.some((tag) => tag.Key === Key)),
      });
    }
    await retag(physicalId, properties, old, context);
    const pool = await stable(physicalId, context);
    const wanted = provisionedCidrs(properties).map(({ Cidr }) => Cidr);
    const before = provisionedCidrs(old).map(({ Cidr }) => Cidr);
    for (const Cidr of wanted.filter((cidr) => !before.includes(cidr))) await provision(physicalId, { Cidr }, context);
    const gone = (await cidrsOf(physicalId, context)).filter(({ Cidr }) => before.includes(Cidr) && !wanted.includes(Cidr));
    if (gone.length > 0) await deprovision(physicalId, gone.map(({ IpamPoolCidrId = '' }) => IpamPoolCidrId), context);
    return stateOf(pool);
  },

  // No cascade, and nobody lists or releases what was allocated: a pool in use can't be deleted.
  async delete({ physicalId }, _properties, context) {
    if (await isPoolDeleted(physicalId, context)) return;
    const left = (await cidrsOf(physicalId, context)).filter(isLeft);
    if (left.length > 0) await deprovision(physicalId, left.map(({ IpamPoolCidrId = '' }) => IpamPoolCidrId), context);
    if (!(await ifPoolFound(context, callEc2(context, 'DeleteIpamPool', { IpamPoolId: physicalId })))) return;
    await context.world.clock.sleep(SETTLING);
    await pollUntil(context, async () => {
      const pool = await look(physicalId, context);
      if (pool?.State === 'delete-failed') throw handlerFailure(pool.StateMessage ?? pool.State, 'NotStabilized', context);
      return pool ? undefined : true;
    });
  },
});

/** The pool, unless it is gone. */
async function look(id: string, context: ResourceContext): Promise<IpamPool | undefined> {
  const found = await ifFound(callEc2(context, 'DescribeIpamPools', { IpamPoolIds: [id] }));
  return found?.IpamPools?.find(({ State }) => State !== 'delete-complete');
}

function stable(id: string, context: ResourceContext): Promise<IpamPool> {
  return pollUntil(context, async () => {
    const pool = await look(id, context);
    if (pool?.State?.endsWith('-failed')) throw handlerFailure(pool.StateMessage ?? pool.State, 'NotStabilized', context);
    return pool?.State === 'create-complete' || pool?.State === 'modify-complete' ? pool : undefined;
  });
}

function stateOf(pool: IpamPool): ResourceState {
  return {
    physicalId: pool.IpamPoolId ?? '',
    attributes: {
      IpamPoolId: pool.IpamPoolId,
      Arn: pool.IpamPoolArn,
      IpamArn: pool.IpamArn,
      IpamScopeArn: pool.IpamScopeArn,
      IpamScopeType: pool.IpamScopeType,
      PoolDepth: pool.PoolDepth,
      State: pool.State,
      StateMessage: pool.StateMessage ?? '',
    },
  };
}

function netmaskLengths(properties: Properties) {
  return {
    AllocationDefaultNetmaskLength: number(properties.AllocationDefaultNetmaskLength),
    AllocationMinNetmaskLength: number(properties.AllocationMinNetmaskLength),
    AllocationMaxNetmaskLength: number(properties.AllocationMaxNetmaskLength),
  };
}

function tagsOf({ AllocationResourceTags }: Properties): RequestIpamResourceTag[] | undefined {
  return AllocationResourceTags as RequestIpamResourceTag[] | undefined;
}

function provisionedCidrs({ ProvisionedCidrs = [] }: Properties): CidrToProvision[] {
  return ProvisionedCidrs as CidrToProvision[];
}
