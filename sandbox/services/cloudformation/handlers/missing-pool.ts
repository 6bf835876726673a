import { IPAM_POOL, notFound } from '../../ec2/resource-ids';
import { callEc2, ifFound } from './ec2-calls';
import type { ResourceContext } from './resource-type';

/** The result, or undefined when the pool is gone. Throws EC2's NotFound where these handlers do not keep CloudFormation's contract. */
export async function ifPoolFound<T>({ world }: ResourceContext, call: Promise<T>): Promise<T | undefined> {
  return world.unkindness.missingPoolIsDeleted ? ifFound(call) : call;
}

/**
 * Whether a pool is gone before its handler comes to delete it, or a CIDR of it: a handler that finds nothing answers NotFound, which
 * CloudFormation counts as deleted. Throws it where these handlers do not keep that contract. A31, A32
 */
export async function isPoolDeleted(id: string, context: ResourceContext): Promise<boolean> {
  const found = await ifFound(callEc2(context, 'DescribeIpamPools', { IpamPoolIds: [id] }));
  const isThere = found?.IpamPools?.some(({ State }) => State !== 'delete-complete') ?? false;
  if (!isThere && !context.world.unkindness.missingPoolIsDeleted) throw notFound(IPAM_POOL, id);
  return !isThere;
}
