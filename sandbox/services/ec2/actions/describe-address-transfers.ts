import type { DescribeAddressTransfersRequest, DescribeAddressTransfersResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { describeTransfer, isShown } from '../address-transfers';
import { refuseDryRun } from '../errors';
import { list } from '../listing';
import { ELASTIC_IP } from '../resource-ids';
import { ec2State } from '../state';

/** What the source account offers, and for a while what was accepted. That an id without a transfer is not found is assumed. */
export function describeAddressTransfers(input: DescribeAddressTransfersRequest, call: CallContext): DescribeAddressTransfersResult {
  const { world, caller, region } = call;
  refuseDryRun(input);
  const { records, nextToken } = list(call, ec2State(world).addressTransfers, input, {
    kind: ELASTIC_IP,
    ids: input.AllocationIds,
    filters: {},
    isVisible: (transfer) => transfer.account === caller.account && transfer.region === region && isShown(world, transfer),
  });
  return { AddressTransfers: records.map(describeTransfer), NextToken: nextToken };
}
