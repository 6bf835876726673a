import type { DescribeMovingAddressesRequest, DescribeMovingAddressesResult } from '@aws-sdk/client-ec2';
import { refuseDryRun } from '../errors';
import { page } from '../pagination';

/** EC2-Classic is gone: no address moves to or from it. */
export function describeMovingAddresses(input: DescribeMovingAddressesRequest): DescribeMovingAddressesResult {
  refuseDryRun(input);
  return { MovingAddressStatuses: page<never>([], input).records };
}
