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
import type { World } from '../../../world';
import { ownAddress, publicDnsName } from '../addresses';
import type { AddressEntity } from '../entities';
import { refuseDryRun } from '../errors';
import { list } from '../listing';
import { ELASTIC_IP } from '../resource-ids';
import { ec2State } from '../state';
import { afterAWhile } from '../transition';

/**
 * Addresses have one attribute, `domain-name`: the reverse DNS record that keeps an address from being released. An address without one is not in the
 * list: Terraform's provider waits for that after a reset. A change is pending for a while, and the old record stands until then.
 */
export function describeAddressesAttribute(input: DescribeAddressesAttributeRequest, call: CallContext): DescribeAddressesAttributeResult {
  refuseDryRun(input);
  const bounds = { min: 1, max: 1000 };
  const { records, nextToken } = list(call, ec2State(call.world).addresses, input, { kind: ELASTIC_IP, ids: input.AllocationIds, filters: {}, bounds });
  return { Addresses: records.filter(({ ptrRecord, ptrRecordUpdate }) => ptrRecord !== undefined || ptrRecordUpdate).map(describe), NextToken: nextToken };
}

export function modifyAddressAttribute(input: ModifyAddressAttributeRequest, call: CallContext): ModifyAddressAttributeResult {
  const address = ownAddress(call, input.AllocationId ?? '');
  refuseDryRun(input);
  return { Address: describe(change(call.world, address, input.DomainName && `${input.DomainName}.`)) };
}

export function resetAddressAttribute(input: ResetAddressAttributeRequest, call: CallContext): ResetAddressAttributeResult {
  const address = ownAddress(call, input.AllocationId ?? '');
  refuseDryRun(input);
  return { Address: describe(change(call.world, address, undefined)) };
}

/** The address while the change is pending. The same change again starts nothing anew. */
function change(world: World, address: AddressEntity, value: string | undefined): AddressEntity {
  const current = address.ptrRecordUpdate ?? { value: address.ptrRecord };
  if (current.value === value) return address;
  const { addresses } = ec2State(world);
  const pending = addresses.put({ ...address, ptrRecordUpdate: { value } });
  afterAWhile(world, world.unkindness.reverseDnsUpdate, () => {
    const settled = addresses.get(address.id);
    if (settled && settled.ptrRecordUpdate === pending.ptrRecordUpdate) addresses.put({ ...settled, ptrRecord: value, ptrRecordUpdate: undefined });
  });
  return pending;
}

/** A record that is taken away gives way to the name that Amazon has for the address. */
function describe({ id, publicIp, region, ptrRecord, ptrRecordUpdate }: AddressEntity): AddressAttribute {
  const update = ptrRecordUpdate && { Value: ptrRecordUpdate.value ?? `${publicDnsName(publicIp, region)}.`, Status: 'PENDING' };
  return { AllocationId: id, PublicIp: publicIp, PtrRecord: ptrRecord, PtrRecordUpdate: update };
}
