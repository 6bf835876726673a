import { canonicalCidr } from '../lib/cidr';
import {
  MAX_TIMEOUT_SECONDS,
  type AddressReleaseProperties,
  type DeletePoolProperties,
  type ElasticIpProperties,
  type EmptyPoolProperties,
  type IpamAllocationProperties,
  type PoolProperties,
  type PreflightProperty,
  type ReleaseOnProperty,
} from '../lib/contract';
import {
  checkCidr,
  checkElasticIpAllocationId,
  checkIpamAllocationId,
  checkPoolId,
  checkPublicIp,
  checkRegion,
  checkRoleArn,
  checkTagKey,
  checkTagValue,
  quote,
  type Check,
} from '../lib/identifiers';
import type { AddressesItem, AllocationsItem, DeletePoolItem, EmptyPoolItem, Item, ListedPool, Location, Tag } from './item';

export const RELEASE_ON: readonly ReleaseOnProperty[] = ['CREATION_ROLLBACK', 'REMOVAL', 'REPLACEMENT'];

/** The custom resource's properties, checked. */
export interface Listed {
  readonly timeoutSeconds: number;
  readonly releaseOn: readonly ReleaseOnProperty[];
  readonly preflight: PreflightProperty;
  readonly items: readonly Item[];
}

/** The properties of the custom resource are not what they should be. The message names the property. */
export class InvalidProperties extends Error {
  override readonly name = 'InvalidProperties';
}

/**
 * Reads what `lib` wrote, now or years ago; CloudFormation and whoever wrote the template by hand may have made it anything.
 * Throws InvalidProperties.
 */
export function readProperties(properties: unknown, stackRegion: string): Listed {
  if (!isRecord(properties)) throw new InvalidProperties(`ResourceProperties must be an object, got ${quote(properties)}`);
  const { ContractVersion, ...fields } = properties as Partial<Unchecked<AddressReleaseProperties>>;
  if (ContractVersion !== '1') {
    throw new InvalidProperties(
      `ContractVersion must be "1", got ${quote(ContractVersion)}; deploy the stack with the version of cdk-address-release that wrote it`,
    );
  }
  const { IpamAllocations = [], ElasticIps = [], EmptyPools = [], DeletePools = [], ReleaseOn = [], Preflight = 'SKIP' } = fields;
  const preflight = readOneOf('Preflight', Preflight, ['FAIL', 'WARN', 'SKIP'] as const);
  // A preflight that may fail found the pool when the resource was created or updated, in this Region and account.
  const reader = new Reader(stackRegion, preflight === 'FAIL');
  const items = [
    ...readEach('IpamAllocations', IpamAllocations, ALLOCATION_FIELDS, (entry, path) => reader.allocations(entry, path)),
    ...readEach('ElasticIps', ElasticIps, ADDRESS_FIELDS, (entry, path) => reader.addresses(entry, path)),
    ...readEach('EmptyPools', EmptyPools, EMPTY_POOL_FIELDS, (entry, path) => reader.emptyPool(entry, path)),
    ...readEach('DeletePools', DeletePools, DELETE_POOL_FIELDS, (entry, path) => reader.deletePool(entry, path)),
  ];
  if (items.length === 0) throw new InvalidProperties('IpamAllocations, ElasticIps, EmptyPools and DeletePools are all empty; list at least one item');
  refuseDuplicates(items);
  return { timeoutSeconds: readTimeout(fields.Timeout), releaseOn: readReleaseOn(ReleaseOn), preflight, items };
}

const POOL_FIELDS: Fields<PoolProperties> = { PoolId: true, PoolInApp: true, Region: true, RoleArn: true };
const ALLOCATION_FIELDS: Fields<IpamAllocationProperties> = { ...POOL_FIELDS, Cidr: true, AllocationId: true, TagKey: true, TagValue: true, AllManual: true };
const ADDRESS_FIELDS: Fields<ElasticIpProperties> = {
  Region: true,
  RoleArn: true,
  AllocationId: true,
  PublicIp: true,
  TagKey: true,
  TagValue: true,
  Disassociate: true,
  ResetReverseDns: true,
};
const EMPTY_POOL_FIELDS: Fields<EmptyPoolProperties> = { ...POOL_FIELDS, StopMonitoring: true, CascadeWhenUnused: true };
const DELETE_POOL_FIELDS: Fields<DeletePoolProperties> = { ...POOL_FIELDS, Cascade: true };

/** Reads the entries of the lists. */
class Reader {
  constructor(
    private readonly stackRegion: string,
    private readonly poolsWereFound: boolean,
  ) {}

  allocations(entry: Record<string, unknown>, path: string): AllocationsItem {
    const { Cidr, AllocationId, AllManual } = entry as Unchecked<IpamAllocationProperties>;
    const tag = readTag(entry, path);
    const cidr = readOptional(Cidr, `${path}.Cidr`, checkCidr);
    const allocationId = readOptional(AllocationId, `${path}.AllocationId`, checkIpamAllocationId);
    const isNarrowed = cidr !== undefined || allocationId !== undefined || tag !== undefined;
    if (isNarrowed === readBoolean(AllManual, `${path}.AllManual`, false)) {
      throw new InvalidProperties(`${path} must have either AllManual "true" or at least one of Cidr, AllocationId and TagKey`);
    }
    return { kind: 'allocations', pool: this.pool(entry, path), cidr: cidr === undefined ? undefined : canonicalCidr(cidr), allocationId, tag };
  }

  addresses(entry: Record<string, unknown>, path: string): AddressesItem {
    const { AllocationId, PublicIp, Disassociate, ResetReverseDns } = entry as Unchecked<ElasticIpProperties>;
    const tag = readTag(entry, path);
    const allocationId = readOptional(AllocationId, `${path}.AllocationId`, checkElasticIpAllocationId);
    const publicIp = readOptional(PublicIp, `${path}.PublicIp`, checkPublicIp);
    if ([tag, allocationId, publicIp].filter((choice) => choice !== undefined).length !== 1) {
      throw new InvalidProperties(`${path} must have exactly one of AllocationId, PublicIp and TagKey`);
    }
    return {
      kind: 'addresses',
      at: this.location(entry, path),
      allocationId,
      publicIp,
      tag,
      disassociate: readBoolean(Disassociate, `${path}.Disassociate`, true),
      resetReverseDns: readBoolean(ResetReverseDns, `${path}.ResetReverseDns`, false),
    };
  }

  emptyPool(entry: Record<string, unknown>, path: string): EmptyPoolItem {
    const { StopMonitoring, CascadeWhenUnused } = entry as Unchecked<EmptyPoolProperties>;
    return {
      kind: 'emptyPool',
      pool: this.pool(entry, path),
      stopMonitoring: readBoolean(StopMonitoring, `${path}.StopMonitoring`, false),
      cascadeWhenUnused: readBoolean(CascadeWhenUnused, `${path}.CascadeWhenUnused`, false),
    };
  }

  deletePool(entry: Record<string, unknown>, path: string): DeletePoolItem {
    const { Cascade } = entry as Unchecked<DeletePoolProperties>;
    return { kind: 'deletePool', pool: this.pool(entry, path), cascade: readBoolean(Cascade, `${path}.Cascade`, false) };
  }

  private pool(entry: Record<string, unknown>, path: string): ListedPool {
    const { PoolId, PoolInApp } = entry as Unchecked<PoolProperties>;
    const inApp = readBoolean(PoolInApp, `${path}.PoolInApp`, false);
    return { ...this.location(entry, path), poolId: read(PoolId, `${path}.PoolId`, checkPoolId), inApp, known: inApp || this.poolsWereFound };
  }

  private location(entry: Record<string, unknown>, path: string): Location {
    const { Region, RoleArn } = entry as Unchecked<PoolProperties>;
    return {
      region: readOptional(Region, `${path}.Region`, checkRegion) ?? this.stackRegion,
      roleArn: readOptional(RoleArn, `${path}.RoleArn`, checkRoleArn),
    };
  }
}

function readTag(entry: Record<string, unknown>, path: string): Tag | undefined {
  const { TagKey, TagValue } = entry as Unchecked<IpamAllocationProperties>;
  const key = readOptional(TagKey, `${path}.TagKey`, checkTagKey);
  const value = readOptional(TagValue, `${path}.TagValue`, checkTagValue);
  if (key === undefined && value !== undefined) throw new InvalidProperties(`${path}.TagValue needs a TagKey`);
  return key === undefined ? undefined : { key, value };
}

function readTimeout(value: unknown): number {
  const seconds = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (!(seconds >= 1 && seconds <= MAX_TIMEOUT_SECONDS)) {
    throw new InvalidProperties(`Timeout must be whole seconds from 1 to ${MAX_TIMEOUT_SECONDS}, got ${quote(value)}`);
  }
  return seconds;
}

function readReleaseOn(value: unknown): ReleaseOnProperty[] {
  if (!Array.isArray(value)) throw new InvalidProperties(`ReleaseOn must be a list, got ${quote(value)}`);
  return value.map((cause: unknown, index) => readOneOf(`ReleaseOn[${index}]`, cause, RELEASE_ON));
}

function readOneOf<T extends string>(path: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new InvalidProperties(`${path} must be one of ${allowed.join(', ')}, got ${quote(value)}`);
  return found;
}

/** The string "false" is not true, and nothing but the two strings is a boolean. */
function readBoolean(value: unknown, path: string, absent: boolean): boolean {
  return value === undefined ? absent : readOneOf(path, value, ['true', 'false'] as const) === 'true';
}

function readOptional(value: unknown, path: string, check: Check): string | undefined {
  return value === undefined ? undefined : read(value, path, check);
}

function read(value: unknown, path: string, check: Check): string {
  const problem = check(value);
  if (problem !== undefined) throw new InvalidProperties(`${path} ${problem}`);
  return value as string;
}

function readEach<T>(name: string, list: unknown, known: Readonly<Record<string, true>>, readEntry: (entry: Record<string, unknown>, path: string) => T): T[] {
  if (!Array.isArray(list)) throw new InvalidProperties(`${name} must be a list, got ${quote(list)}`);
  return list.map((entry: unknown, index) => {
    const path = `${name}[${index}]`;
    if (!isRecord(entry)) throw new InvalidProperties(`${path} must be an object, got ${quote(entry)}`);
    // What is not understood may be what narrows the choice: misspelt, or of a later version.
    const unknown = Object.keys(entry).find((field) => known[field] !== true);
    if (unknown !== undefined) {
      throw new InvalidProperties(`${path} has a field that this version does not know, ${quote(unknown)}; it knows ${Object.keys(known).join(', ')}`);
    }
    return readEntry(entry, path);
  });
}

function refuseDuplicates(items: readonly Item[]): void {
  const seen = new Set<string>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      if (seen.has(key)) throw new InvalidProperties(`in ${key} is listed twice; list it once`);
      seen.add(key);
    }
  }
}

/** What may be listed only once. */
function keysOf(item: Item): string[] {
  switch (item.kind) {
    case 'allocations': {
      const { allocationId, cidr, pool, tag } = item;
      const names = [allocationId, cidr === undefined ? undefined : `${pool.poolId} ${cidr}`].filter((name) => name !== undefined).map(quote);
      const keys = names.length > 0 || tag ? names : [`every manual allocation of ${quote(pool.poolId)}`];
      return keys.map((key) => `IpamAllocations, ${key}`);
    }
    case 'addresses':
      return [item.allocationId, item.publicIp].filter((key) => key !== undefined).map((key) => `ElasticIps, ${quote(key)}`);
    case 'emptyPool':
      return [`EmptyPools, ${quote(item.pool.poolId)}`];
    case 'deletePool':
      return [`DeletePools, ${quote(item.pool.poolId)}`];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The shape without the promise: any field may be anything. */
type Unchecked<T> = { readonly [K in keyof T]: unknown };

/** Every field of the contract, none forgotten. */
type Fields<T> = { readonly [K in keyof Required<T>]: true };
