import type {
  AddressAttribute,
  DescribeAddressesAttributeRequest,
  DescribeAddressesAttributeResult,
  ModifyAddressAttributeRequest,
  ModifyAddressAttributeResult,
  ResetAddressAttributeRequest,
  ResetAddressAttributeResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { ownAddress } from '../addresses';
import type { AddressEntity } from '../entities';
import { refuseDryRun } from '../errors';
import { list } from '../listing';
import { ELASTIC_IP } from '../resource-ids';
import { ec2State } from '../state';

/** Addresses have one attribute, `domain-name`: the reverse DNS record that keeps an address from being released. */
export function describeAddressesAttribute(input: DescribeAddressesAttributeRequest, call: CallContext): DescribeAddressesAttributeResult {
  refuseDryRun(input);
  const bounds = { min: 1, max: 1000 };
  const { records, nextToken } = list(call, ec2State(call.world).addresses, input, { kind: ELASTIC_IP, ids: input.AllocationIds, filters: {}, bounds });
  return { Addresses: records.map(describe), NextToken: nextToken };
}

export function modifyAddressAttribute(input: ModifyAddressAttributeRequest, call: CallContext): ModifyAddressAttributeResult {
  const address = ownAddress(call, input.AllocationId ?? '');
  refuseDryRun(input);
  return { Address: describe(ec2State(call.world).addresses.put({ ...address, ptrRecord: input.DomainName && `${input.DomainName}.` })) };
}

export function resetAddressAttribute(input: ResetAddressAttributeRequest, call: CallContext): ResetAddressAttributeResult {
  const address = ownAddress(call, input.AllocationId ?? '');
  refuseDryRun(input);
  return { Address: describe(ec2State(call.world).addresses.put({ ...address, ptrRecord: undefined })) };
}

function describe({ id, publicIp, ptrRecord }: AddressEntity): AddressAttribute {
  return { AllocationId: id, PublicIp: publicIp, PtrRecord: ptrRecord };
}
