import {
  MAX_TIMEOUT_SECONDS,
  type AddressReleaseProperties,
  type ElasticIpProperties,
  type IpamAllocationProperties,
} from '../lib/contract';
import { canonicalCidr, checkCidr, checkElasticIpAllocationId, checkIpamAllocationId, checkPoolId, quote, type Check } from '../lib/identifiers';

/** What is listed, checked. */
export interface Listed {
  readonly timeoutSeconds: number;
  readonly items: readonly Item[];
}

export type Item = AllocationItem | AddressItem;

export interface AllocationItem {
  readonly kind: 'allocation';
  readonly poolId: string;
  readonly cidr: string;
  readonly allocationId: string;
  /** A stack of the app made the pool: if EC2 does not find it, it is gone. */
  readonly poolInApp: boolean;
}

export interface AddressItem {
  readonly kind: 'address';
  readonly allocationId: string;
}

/** The properties of the custom resource are not what they should be. The message names the property. */
export class InvalidProperties extends Error {
  override readonly name = 'InvalidProperties';
}

/** Reads what `lib` wrote; CloudFormation and whoever wrote the template by hand may have made it anything. */
export function readProperties(properties: unknown): Listed {
  if (!isRecord(properties)) throw new InvalidProperties(`ResourceProperties must be an object, got ${quote(properties)}`);
  const { ContractVersion, Timeout, IpamAllocations = [], ElasticIps = [] } = properties as Partial<Unchecked<AddressReleaseProperties>>;
  if (ContractVersion !== '1') {
    throw new InvalidProperties(
      `ContractVersion must be "1", got ${quote(ContractVersion)}; deploy the stack with the version of cdk-address-release that wrote it`,
    );
  }
  const items = [
    ...readEach('IpamAllocations', IpamAllocations, readAllocation),
    ...readEach('ElasticIps', ElasticIps, readAddress),
  ];
  if (items.length === 0) throw new InvalidProperties('IpamAllocations and ElasticIps are both empty; list at least one item');
  refuseDuplicates(items);
  return { timeoutSeconds: readTimeout(Timeout), items };
}

function readTimeout(value: unknown): number {
  const seconds = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (!(seconds >= 1 && seconds <= MAX_TIMEOUT_SECONDS)) {
    throw new InvalidProperties(`Timeout must be whole seconds from 1 to ${MAX_TIMEOUT_SECONDS}, got ${quote(value)}`);
  }
  return seconds;
}

function readAllocation(entry: Record<string, unknown>, path: string): AllocationItem {
  const { PoolId, Cidr, AllocationId, PoolInApp } = entry as Unchecked<IpamAllocationProperties>;
  return {
    kind: 'allocation',
    poolId: read(PoolId, `${path}.PoolId`, checkPoolId),
    cidr: canonicalCidr(read(Cidr, `${path}.Cidr`, checkCidr)),
    allocationId: read(AllocationId, `${path}.AllocationId`, checkIpamAllocationId),
    poolInApp: PoolInApp === 'true',
  };
}

function readAddress(entry: Record<string, unknown>, path: string): AddressItem {
  const { AllocationId } = entry as Unchecked<ElasticIpProperties>;
  return { kind: 'address', allocationId: read(AllocationId, `${path}.AllocationId`, checkElasticIpAllocationId) };
}

function read(value: unknown, path: string, check: Check): string {
  const problem = check(value);
  if (problem !== undefined) throw new InvalidProperties(`${path} ${problem}`);
  return value as string;
}

function readEach<T>(name: string, list: unknown, readEntry: (entry: Record<string, unknown>, path: string) => T): T[] {
  if (!Array.isArray(list)) throw new InvalidProperties(`${name} must be a list, got ${quote(list)}`);
  return list.map((entry: unknown, index) => {
    const path = `${name}[${index}]`;
    if (!isRecord(entry)) throw new InvalidProperties(`${path} must be an object, got ${quote(entry)}`);
    return readEntry(entry, path);
  });
}

function refuseDuplicates(items: readonly Item[]): void {
  const seen = new Set<string>();
  for (const item of items) {
    const keys = item.kind === 'allocation' ? [item.allocationId, `${item.poolId} ${item.cidr}`] : [item.allocationId];
    for (const key of keys) {
      if (seen.has(key)) throw new InvalidProperties(`${quote(key)} is listed twice; list it once`);
      seen.add(key);
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The shape without the promise: any field may be anything. */
type Unchecked<T> = { readonly [K in keyof T]: unknown };
