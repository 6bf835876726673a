import type { CreateIpamRequest, CreateIpamResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { madeUp, refuseDryRun } from '../errors';
import { createOnce } from '../idempotency';
import { discoverEverything } from '../ipam/discovery';
import { describeIpam } from '../ipam/ipams';
import { isRegion } from '../regions';
import { IPAM, IPAM_RESOURCE_DISCOVERY, IPAM_RESOURCE_DISCOVERY_ASSOCIATION, IPAM_SCOPE } from '../resource-ids';
import { ec2State } from '../state';
import { tagsFrom } from '../tags';
import { afterAWhile } from '../transition';

export function createIpam(input: CreateIpamRequest, call: CallContext): CreateIpamResult {
  const { world, caller, region } = call;
  const { ipams, scopes, resourceDiscoveries, resourceDiscoveryAssociations } = ec2State(world);
  const tags = tagsFrom(input.TagSpecifications, IPAM);
  const regions = (input.OperatingRegions ?? []).map(({ RegionName = '' }) => RegionName);
  for (const name of regions) {
    if (!isRegion(name)) throw madeUp('InvalidParameterValue', `Region ${name} is invalid`);
  }
  refuseDryRun(input);
  return createOnce(call, input, () => {
    const { random, unkindness } = world;
    const owned = { account: caller.account, region };
    const ipam = ipams.put({
      ...owned,
      id: random.id(IPAM.prefix),
      tags,
      description: input.Description,
      operatingRegions: [...new Set([region, ...regions])],
      state: 'create-in-progress',
      tier: input.Tier ?? 'advanced',
      enablePrivateGua: input.EnablePrivateGua ?? false,
      meteredAccount: input.MeteredAccount ?? 'ipam-owner',
      publicDefaultScopeId: random.id(IPAM_SCOPE.prefix),
      privateDefaultScopeId: random.id(IPAM_SCOPE.prefix),
      resourceDiscoveryId: random.id(IPAM_RESOURCE_DISCOVERY.prefix),
      resourceDiscoveryAssociationId: random.id(IPAM_RESOURCE_DISCOVERY_ASSOCIATION.prefix),
    });
    const scope = { ...owned, tags: {}, ipamId: ipam.id, isDefault: true, state: 'create-complete' } as const;
    scopes.put({ ...scope, id: ipam.publicDefaultScopeId, type: 'public' });
    scopes.put({ ...scope, id: ipam.privateDefaultScopeId, type: 'private' });
    const discovery = resourceDiscoveries.put({ ...owned, id: ipam.resourceDiscoveryId, tags: {}, ipamId: ipam.id, state: 'create-in-progress' });
    const association = resourceDiscoveryAssociations.put({
      ...discovery,
      id: ipam.resourceDiscoveryAssociationId,
      resourceDiscoveryId: discovery.id,
      state: 'associate-in-progress',
    });
    afterAWhile(world, unkindness.ipamTransition, () => {
      const current = ipams.get(ipam.id);
      if (current?.state !== 'create-in-progress') return;
      ipams.put({ ...current, state: 'create-complete' });
      resourceDiscoveries.put({ ...discovery, state: 'create-complete' });
      resourceDiscoveryAssociations.put({ ...association, state: 'associate-complete' });
      discoverEverything(world, current);
    });
    return { Ipam: describeIpam(world, ipam) };
  });
}
