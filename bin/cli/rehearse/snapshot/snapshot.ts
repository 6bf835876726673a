import { readFileSync, writeFileSync } from 'node:fs';
import type {
  Address,
  InternetGateway,
  Ipam,
  IpamPool,
  IpamPoolAllocation,
  IpamPoolCidr,
  IpamResourceCidr,
  IpamScope,
  NatGateway,
  NetworkInterface,
  Subnet,
  Vpc,
} from '@aws-sdk/client-ec2';
import { Failure } from '../../failure';

/**
 * A deployed stack, and what of its account deleting it has to do with: what `rehearse --save` writes. What is EC2's has the names and the
 * values of EC2's own API, without what nobody needs. A later version may have more fields; what a field means is changed only with
 * another `schemaVersion`.
 */
export interface Snapshot {
  readonly schemaVersion: '1';
  readonly takenAt: string;
  readonly account: string;
  readonly region: string;
  readonly isAnonymous: boolean;
  readonly stack: SnapshotStack;
  readonly regions: readonly SnapshotRegion[];
  /** Who has interfaces, by what EC2 shows of each. */
  readonly holders: readonly SnapshotHolder[];
  /** What could not be seen. */
  readonly notes: readonly string[];
}

export interface SnapshotStack {
  readonly name: string;
  readonly id: string;
  readonly status: string;
  /** Whether it was ever created completely, as far as its events tell. */
  readonly completeness: 'complete' | 'neverComplete' | 'unknown';
  readonly terminationProtection: boolean;
  readonly resources: readonly SnapshotResource[];
  readonly exports: readonly SnapshotExport[];
  readonly nested: readonly SnapshotStack[];
}

export interface SnapshotResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly status: string;
  readonly deletionPolicy?: string | undefined;
  /** The logical ids of what it refers to. */
  readonly dependsOn: readonly string[];
  /** With every function of the template evaluated; only of what a rehearsal deletes for real. */
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
}

/** An interface, and the physical id of a resource of the stack, or of one nested in it, that has it. Functions may have one together. */
export interface SnapshotHolder {
  readonly networkInterfaceId: string;
  readonly physicalId: string;
}

export interface SnapshotExport {
  readonly name: string;
  readonly value: string;
  /** The names of the stacks that import it. */
  readonly importedBy: readonly string[];
}

export interface SnapshotRegion {
  readonly region: string;
  readonly ipams: readonly Ipam[];
  readonly scopes: readonly IpamScope[];
  readonly pools: readonly SnapshotPool[];
  readonly resourceCidrs: readonly IpamResourceCidr[];
  readonly addresses: readonly SnapshotAddress[];
  readonly vpcs: readonly Vpc[];
  readonly subnets: readonly Subnet[];
  readonly networkInterfaces: readonly NetworkInterface[];
  readonly natGateways: readonly NatGateway[];
  readonly internetGateways: readonly InternetGateway[];
}

/** A pool of an IPAM whose home the Region is; one that another account shares is where it can be seen. */
export interface SnapshotPool {
  readonly pool: IpamPool;
  /** Undefined when only its owner sees them. */
  readonly cidrs?: readonly IpamPoolCidr[] | undefined;
  readonly allocations: readonly IpamPoolAllocation[];
}

export interface SnapshotAddress {
  readonly address: Address;
  readonly ptrRecord?: string | undefined;
}

/** The resources of a stack and of those nested in it. */
export function allIn({ resources, nested }: SnapshotStack): SnapshotResource[] {
  return [...resources, ...nested.flatMap(allIn)];
}

export function saveSnapshot(file: string, snapshot: Snapshot): void {
  try {
    // It shows how a network is made.
    writeFileSync(file, `${JSON.stringify(snapshot, undefined, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new Failure(`${file} can't be written (${(error as { code?: string }).code ?? 'no file'})`, 'name a file in a folder that is there with --save', { cause: error });
  }
}

export function loadSnapshotFile(file: string): Snapshot {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Failure(`${file} can't be read: ${(error as Error).message}`, 'name a file that rehearse --save wrote', { cause: error });
  }
  const { schemaVersion, stack, regions } = (found ?? {}) as Partial<Record<keyof Snapshot, unknown>>;
  if (schemaVersion !== '1') throw new Failure(`${file} is no snapshot of schema version 1`, 'take it anew with rehearse STACK --save');
  if (typeof stack !== 'object' || !Array.isArray(regions)) throw new Failure(`${file} is no whole snapshot`, 'take it anew with rehearse STACK --save');
  return found as Snapshot;
}
