import type { DescribeByoipCidrsRequest, DescribeByoipCidrsResult } from '@aws-sdk/client-ec2';
import { refuseDryRun } from '../errors';
import { page } from '../pagination';

/** Bringing one's own addresses without IPAM is not modelled: there are none. */
export function describeByoipCidrs(input: DescribeByoipCidrsRequest): DescribeByoipCidrsResult {
  refuseDryRun(input);
  return { ByoipCidrs: page<never>([], input, { min: 1, max: 100 }).records };
}
