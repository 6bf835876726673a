import { CustomResource, Duration, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  ANSWER_MARGIN_SECONDS,
  MAX_TIMEOUT_SECONDS,
  RESOURCE_TYPE,
  type AddressReleaseProperties,
  type ElasticIpProperties,
  type IpamAllocationProperties,
} from './contract';
import type { ElasticIp } from './elastic-ip';
import type { IpamAllocation } from './ipam-allocation';
import { ProvisionedCidrs, resourceOf } from './pool-reference';
import { ReleaseFunction } from './release-function';

/**
 * What is released when the stack is deleted, and how long that may take.
 */
export interface AddressReleaseProps {
  /**
   * The manual allocations to release, of any number of IPAM pools.
   *
   * @default - no allocation is released
   */
  readonly ipamAllocations?: IpamAllocation[];

  /**
   * The Elastic IP addresses to release. An associated one is disassociated first.
   *
   * @default - no address is released
   */
  readonly elasticIps?: ElasticIp[];

  /**
   * How long after the start of its deletion the resource may keep trying, in whole seconds, from 1 to 45 minutes.
   * Then the deletion fails and says what is left; nothing is lost, and the stack can be deleted again.
   *
   * The upper limit is what three invocations of a Lambda function can work: the first and its two retries.
   *
   * @default Duration.minutes(45)
   */
  readonly timeout?: Duration;
}

/**
 * Releases the listed IPAM pool allocations and Elastic IPs when the stack is deleted, before the pool is removed.
 *
 * Nothing is released when the construct is removed from the template, when it is replaced, when its properties
 * change, or when the creation of the stack is rolled back: only when the stack itself is being deleted.
 *
 * A stack pays for the first one with four resources (function, role, log group, custom resource), and for each further
 * one with one.
 *
 * Throws when nothing is listed, when something is listed twice, or when the time-out is out of range.
 *
 * @example
 * const pool = ec2.CfnIPAMPool.fromIpamPoolId(this, 'Pool', 'ipam-pool-0ec3f7cf1ae3aba60');
 *
 * new AddressRelease(this, 'AddressRelease', {
 *   ipamAllocations: [
 *     IpamAllocation.fromAttributes({
 *       pool,
 *       cidr: '10.0.0.0/23',
 *       allocationId: 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89',
 *     }),
 *   ],
 *   elasticIps: [ElasticIp.fromAllocationId('eipalloc-64d5890a')],
 * });
 */
export class AddressRelease extends Construct {
  /**
   * The custom resource, of type `Custom::AddressRelease`. What has to be deleted before the release runs depends on it.
   */
  public readonly customResource: CustomResource;

  constructor(scope: Construct, id: string, props: AddressReleaseProps) {
    super(scope, id);
    const { ipamAllocations = [], elasticIps = [], timeout = Duration.seconds(MAX_TIMEOUT_SECONDS) } = props;
    requireSomething(ipamAllocations, elasticIps);
    requireNoDuplicates(ipamAllocations, elasticIps);
    const timeoutSeconds = requireTimeout(timeout);

    const releaseFunction = ReleaseFunction.of(Stack.of(this));
    for (const allocation of ipamAllocations) releaseFunction.allowRelease(allocation);
    for (const elasticIp of elasticIps) releaseFunction.allowReleaseAddress(elasticIp);

    const properties: AddressReleaseProperties = {
      ContractVersion: '1',
      Timeout: String(timeoutSeconds),
      IpamAllocations: ipamAllocations.map(allocationProperties),
      ElasticIps: elasticIps.map(elasticIpProperties),
    };
    this.customResource = new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE,
      serviceToken: releaseFunction.function.functionArn,
      serviceTimeout: Duration.seconds(timeoutSeconds + ANSWER_MARGIN_SECONDS),
      properties,
    });
    for (const { pool } of ipamAllocations) {
      const resource = resourceOf(pool);
      if (resource && Stack.of(resource) === Stack.of(this)) this.customResource.node.addDependency(new ProvisionedCidrs(resource));
    }
  }
}

function allocationProperties({ pool, cidr, allocationId }: IpamAllocation): IpamAllocationProperties {
  return {
    PoolId: pool.ipamPoolRef.ipamPoolId,
    Cidr: cidr,
    AllocationId: allocationId,
    PoolInApp: resourceOf(pool) ? 'true' : 'false',
  };
}

function elasticIpProperties({ allocationId }: ElasticIp): ElasticIpProperties {
  return { AllocationId: allocationId };
}

function requireSomething(ipamAllocations: IpamAllocation[], elasticIps: ElasticIp[]): void {
  if (ipamAllocations.length + elasticIps.length === 0) {
    throw new Error('AddressRelease: nothing is listed; name at least one of ipamAllocations and elasticIps, or leave the construct out');
  }
}

function requireNoDuplicates(ipamAllocations: IpamAllocation[], elasticIps: ElasticIp[]): void {
  const inPool = ({ pool }: IpamAllocation, value: string) => `${pool.ipamPoolRef.ipamPoolId} ${value}`;
  requireUnique('ipamAllocations', 'allocationId', ipamAllocations, ({ allocationId }) => allocationId);
  // A pool allocates a CIDR block once: if it is listed twice, one of the two ids is wrong.
  requireUnique('ipamAllocations', 'pool and cidr', ipamAllocations, (allocation) => inPool(allocation, allocation.cidr));
  requireUnique('elasticIps', 'allocationId', elasticIps, ({ allocationId }) => allocationId);
}

function requireUnique<T>(list: string, field: string, items: T[], keyOf: (item: T) => string): void {
  const seen = new Map<string, number>();
  items.forEach((item, index) => {
    const key = keyOf(item);
    const first = seen.get(key);
    if (first !== undefined) {
      const value = Token.isUnresolved(key) ? 'the same token' : JSON.stringify(key);
      throw new Error(`AddressRelease: ${list}[${index}] has the same ${field} as ${list}[${first}], got ${value}; list it once`);
    }
    seen.set(key, index);
  });
}

function requireTimeout(timeout: Duration): number {
  const range = 'timeout must be whole seconds from 1 to 45 minutes (what a Lambda function and its two retries can work)';
  if (timeout.isUnresolved()) throw new Error(`AddressRelease: ${range}, got a token; give a number that is known at synth`);
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 60 || seconds > MAX_TIMEOUT_SECONDS) {
    throw new Error(`AddressRelease: ${range}, got ${timeout.toHumanString()}`);
  }
  return seconds;
}
