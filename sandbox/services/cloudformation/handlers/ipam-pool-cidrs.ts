import type { IpamPoolCidr } from '@aws-sdk/client-ec2';
import { callEc2, ifFound, isCode, pollUntil } from './ec2-calls';
import { handlerFailure } from './handler-failure';
import type { ResourceContext } from './resource-type';

export interface CidrToProvision {
  readonly Cidr?: string;
  readonly NetmaskLength?: number;
}

/** Provisions a CIDR to a pool, and waits until it is there. */
export async function provision(poolId: string, cidr: CidrToProvision, context: ResourceContext, identified: (id: string) => void = () => undefined): Promise<IpamPoolCidr> {
  const { IpamPoolCidr: started } = await callEc2(context, 'ProvisionIpamPoolCidr', { IpamPoolId: poolId, ...cidr });
  const id = started?.IpamPoolCidrId ?? '';
  identified(id);
  return pollUntil(context, async () => {
    const found = (await cidrsOf(poolId, context)).find(({ IpamPoolCidrId }) => IpamPoolCidrId === id);
    if (found?.State === 'failed-provision') throw failed('provision', found, context);
    return found?.State === 'provisioned' ? found : undefined;
  });
}

/**
 * Takes CIDRs from a pool, and waits until they are gone. It never looks at the pool's allocations: while there are
 * any, EC2 fails the deprovisioning, and so does CloudFormation.
 */
export async function deprovision(poolId: string, ids: readonly string[], context: ResourceContext): Promise<void> {
  const isOurs = ({ IpamPoolCidrId = '' }: IpamPoolCidr) => ids.includes(IpamPoolCidrId);
  for (const { Cidr } of (await cidrsOf(poolId, context)).filter((cidr) => isOurs(cidr) && isLeft(cidr))) {
    try {
      await callEc2(context, 'DeprovisionIpamPoolCidr', { IpamPoolId: poolId, Cidr });
    } catch (error) {
      // It is deprovisioned already, or on its way.
      if (!isCode(error, 'IncorrectState')) throw error;
    }
  }
  await context.world.clock.sleep(SETTLING);
  await pollUntil(context, async () => {
    const left = (await cidrsOf(poolId, context)).filter((cidr) => isOurs(cidr) && isLeft(cidr));
    const stuck = left.find(({ State }) => State === 'failed-deprovision');
    if (stuck) throw failed('deprovision', stuck, context);
    return left.length === 0 ? true : undefined;
  });
}

/** A list lags what was just asked for: what it says before may be the failure of an earlier attempt. */
export const SETTLING = 5_000;

/** The pool's CIDRs; none when the pool is gone. */
export async function cidrsOf(poolId: string, context: ResourceContext): Promise<IpamPoolCidr[]> {
  const cidrs: IpamPoolCidr[] = [];
  let NextToken: string | undefined;
  do {
    const found = await ifFound(callEc2(context, 'GetIpamPoolCidrs', { IpamPoolId: poolId, NextToken }));
    cidrs.push(...(found?.IpamPoolCidrs ?? []));
    NextToken = found?.NextToken;
  } while (NextToken !== undefined);
  return cidrs;
}

export function isLeft({ State }: IpamPoolCidr): boolean {
  return State !== 'deprovisioned' && State !== 'failed-provision' && State !== 'failed-import';
}

function failed(verb: string, { Cidr, FailureReason }: IpamPoolCidr, context: ResourceContext): Error {
  const why = FailureReason?.Message ?? 'no reason given';
  return handlerFailure(`Failed to ${verb} CIDR ${Cidr ?? ''}: ${why}`, 'NotStabilized', context);
}
