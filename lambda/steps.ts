import {
  DeleteIpamPoolCommand,
  DeprovisionIpamPoolCidrCommand,
  DisassociateAddressCommand,
  ModifyIpamResourceCidrCommand,
  ReleaseAddressCommand,
  ReleaseIpamPoolAllocationCommand,
  ResetAddressAttributeCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { Location } from './item';

/** One thing that can be done about what a look showed, with all that EC2 wants to know for it. */
export type Step =
  | {
      readonly do: 'releaseAllocation';
      /** The pool's locale. A44 */
      readonly at: Location;
      readonly poolId: string;
      readonly cidr: string;
      readonly allocationId: string;
    }
  | {
      readonly do: 'releaseAddress';
      readonly at: Location;
      readonly allocationId: string;
      readonly associationId: string | undefined;
      readonly networkBorderGroup: string | undefined;
      readonly resetReverseDns: boolean;
    }
  | {
      readonly do: 'stopMonitoring';
      /** The IPAM's home Region. */
      readonly at: Location;
      readonly resourceId: string;
      readonly resourceCidr: string;
      readonly resourceRegion: string;
      readonly scopeId: string;
    }
  | { readonly do: 'deprovisionCidr'; /** The IPAM's home Region. */ readonly at: Location; readonly poolId: string; readonly cidr: string }
  | { readonly do: 'deletePool'; /** The IPAM's home Region. */ readonly at: Location; readonly poolId: string; readonly cascade: boolean; /** Right only until then, as what was looked at shows it: later it has to be looked at again. */ readonly freshUntil?: number };

/** One call of a mutating API: EC2's buckets are one for each API and Region. */
export interface MutatingCall {
  readonly api: string;
  readonly at: Location;
  /** False when EC2 says that it did not do it. A48 */
  readonly send: (ec2: EC2Client, options?: { readonly DryRun: true }) => Promise<boolean>;
}

/** The calls of a step, in their order. */
export function callsOf(step: Step): readonly MutatingCall[] {
  const { at } = step;
  switch (step.do) {
    case 'releaseAllocation': {
      const input = { IpamPoolId: step.poolId, Cidr: step.cidr, IpamPoolAllocationId: step.allocationId };
      const send: MutatingCall['send'] = async (ec2, options) => {
        const { Success } = await ec2.send(new ReleaseIpamPoolAllocationCommand({ ...input, ...options }));
        return Success === true;
      };
      return [{ api: 'ReleaseIpamPoolAllocation', at, send }];
    }
    case 'releaseAddress': {
      const { allocationId, associationId, networkBorderGroup } = step;
      const release = call('ReleaseAddress', at, (ec2, options) =>
        ec2.send(new ReleaseAddressCommand({ AllocationId: allocationId, NetworkBorderGroup: networkBorderGroup, ...options })),
      );
      if (associationId === undefined) return [release];
      // In a nondefault VPC an address can't be released while it is associated.
      const disassociate = call('DisassociateAddress', at, (ec2, options) =>
        ec2.send(new DisassociateAddressCommand({ AssociationId: associationId, ...options })),
      );
      return [disassociate, release];
    }
    case 'stopMonitoring': {
      const { resourceId, resourceCidr, resourceRegion, scopeId } = step;
      const input = { ResourceId: resourceId, ResourceCidr: resourceCidr, ResourceRegion: resourceRegion, CurrentIpamScopeId: scopeId, Monitored: false };
      return [call('ModifyIpamResourceCidr', at, (ec2, options) => ec2.send(new ModifyIpamResourceCidrCommand({ ...input, ...options })))];
    }
    case 'deprovisionCidr': {
      const input = { IpamPoolId: step.poolId, Cidr: step.cidr };
      return [call('DeprovisionIpamPoolCidr', at, (ec2, options) => ec2.send(new DeprovisionIpamPoolCidrCommand({ ...input, ...options })))];
    }
    case 'deletePool': {
      const input = { IpamPoolId: step.poolId, ...(step.cascade ? { Cascade: true } : {}) };
      return [call('DeleteIpamPool', at, (ec2, options) => ec2.send(new DeleteIpamPoolCommand({ ...input, ...options })))];
    }
  }
}

/** Whether the step is right only for what a look has just shown. */
export function isWhenUnused(step: Step): step is Extract<Step, { do: 'deletePool' }> {
  return step.do === 'deletePool' && step.freshUntil !== undefined;
}

/** Takes an address's reverse DNS record away. */
export function resetReverseDns(at: Location, allocationId: string): MutatingCall {
  return call('ResetAddressAttribute', at, (ec2, options) =>
    ec2.send(new ResetAddressAttributeCommand({ AllocationId: allocationId, Attribute: 'domain-name', ...options })),
  );
}

function call(api: string, at: Location, send: (ec2: EC2Client, options?: { readonly DryRun: true }) => Promise<unknown>): MutatingCall {
  return {
    api,
    at,
    send: async (ec2, options) => {
      await send(ec2, options);
      return true;
    },
  };
}
