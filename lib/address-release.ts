import type { CfnResource} from 'aws-cdk-lib';
import { CustomResource, Duration, type RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { ANSWER_MARGIN_SECONDS, MAX_TIMEOUT_SECONDS, METRICS, METRIC_DIMENSIONS, METRIC_NAMESPACE, RESOURCE_TYPE } from './contract';
import type { ElasticIp } from './elastic-ip';
import type { IpamAllocation } from './ipam-allocation';
import { requireRoom } from './limits';
import { requireCascadeOfOwnPools, requireTimeout, requireValid } from './listed';
import type { PoolToDelete, PoolToEmpty } from './pools';
import { Preflight } from './preflight';
import { addressReleaseProperties } from './properties';
import { ReleaseFunction } from './release-function';
import type { ReleaseOn } from './release-on';
import { ReleaseOrder } from './release-order';

/**
 * How things are released, whatever they are.
 */
export interface ReleaseOptions {
  /**
   * How long after the start of its deletion the resource may keep trying, in whole seconds, from 1 to 45 minutes.
   * Then the deletion fails and says what is left; nothing is lost, and the stack can be deleted again.
   *
   * The upper limit is what three invocations of a Lambda function can work: the first and its two retries.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   * @default Duration.minutes(45)
   */
  readonly timeout?: Duration;

  /**
   * When to release besides the deletion of the stack. That of a nested stack counts, too, if the AddressRelease is in it.
   *
   * A release that fails while an update cleans up (a removal, a replacement) is tried by CloudFormation three times, and then left to you.
   *
   * @default - only when the stack is deleted
   */
  readonly releaseOn?: ReleaseOn[];

  /**
   * What a deployment does when it finds what would stop the release later.
   *
   * @default Preflight.FAIL
   */
  readonly preflight?: Preflight;

  /**
   * The role of the function, which `lambda.amazonaws.com` has to be allowed to assume. What the lists need is added to it, unless it takes no
   * policies (`role.withoutPolicyUpdates()`). All AddressReleases of a stack share a function, so it has to be the same for all of them.
   *
   * @default - a role that may do what the lists need
   */
  readonly role?: iam.IRole;
}

/**
 * What is released when the stack is deleted, and how.
 */
export interface AddressReleaseProps extends ReleaseOptions {
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
   * The pools whose deletion is held until nothing is left in them, also what only IPAM can release, which may lag behind the deletion of
   * a VPC by half an hour. If the resource behind an allocation still exists, the deletion fails at once and names it. Manual allocations are
   * waited for, too; `IpamAllocation.allManual(pool)` releases them. AddressReleases of the stack that only release run before this one; what
   * another one that empties pools, too, has yet to release is waited for 15 seconds: list it here, or name that one in `releaseAfter`.
   *
   * @default - nobody waits
   */
  readonly emptyPools?: PoolToEmpty[];

  /**
   * The pools to delete, with their CIDRs, which CloudFormation does not own.
   *
   * @default - no pool is deleted
   */
  readonly deletePools?: PoolToDelete[];

  /**
   * A role to assume for everything that does not name its own, in the account that owns what is listed. Its trust policy has to name the
   * role of the function (`AddressRelease.role`), and its permissions have to allow what that role is else allowed itself.
   *
   * @default - the function's own role
   */
  readonly assumeRole?: iam.IRoleRef;
}

/**
 * Releases the listed IPAM pool allocations and Elastic IPs, empties and deletes the listed pools, when the stack is deleted.
 *
 * Unless `releaseOn` says so, nothing is released when the construct is removed from the template, when it is replaced, when its properties
 * change, or when the creation of the stack is rolled back: only when the stack itself is being deleted.
 *
 * Resources of the stack (and of its nested stacks) that refer to a listed pool or use a listed address are deleted before the release runs;
 * the pools and their `AWS::EC2::IPAMPoolCidr` resources after it. The synthesis finds them by the references in the template, and fails if
 * a resource would have to be deleted both before and after the release. For what it cannot see there is `releaseAfter`.
 *
 * A stack pays for the first one with four resources (function, role, log group, custom resource), and for each further
 * one with one. One whose pool takes from a pool of another one has a policy of its own, too. What only releases is deleted before what
 * empties or deletes pools, unless something else in the stack asks for another order.
 *
 * Throws when nothing is listed, when something is listed twice or in contradiction, when a pool to delete belongs to the app,
 * when a pool that may be deleted (`cascadeWhenUnused`) does not go with the stack, when another AddressRelease of the stack has another `role`, or when the time-out is out of range.
 *
 * @example
 * new AddressRelease(this, 'AddressRelease', {
 *   ipamAllocations: [IpamAllocation.allManual(pool)],
 *   elasticIps: [ElasticIp.fromAllocationId('eipalloc-64d5890a')],
 *   emptyPools: [{ pool }],
 * });
 */
export class AddressRelease extends Construct {
  /**
   * The custom resource, of type `Custom::AddressRelease`. What has to be deleted before the release runs depends on it.
   */
  public readonly customResource: CustomResource;

  /**
   * The function that releases, one for all AddressReleases of the stack. Its code is bundled into the package.
   */
  public readonly handlerFunction: lambda.IFunction;

  /**
   * The role of the function: the one that was given, or one that may do what the lists need. Roles to assume have to trust it.
   */
  public readonly role: iam.IRole;

  /**
   * The log group of the function. It goes with the stack and keeps its events for a month; `CustomResourceConfig.of(...)` changes both.
   */
  public readonly logGroup: logs.ILogGroup;

  readonly #after: IConstruct[] = [];

  /**
   * @param scope the stack, or a construct in it, whose deletion releases
   * @param id the id of the construct in its scope; another one makes another custom resource, and a removal of the old one
   * @param props what is released, and how
   */
  constructor(scope: Construct, id: string, props: AddressReleaseProps) {
    super(scope, id);
    const { ipamAllocations = [], elasticIps = [], emptyPools = [], deletePools = [], releaseOn = [], preflight = Preflight.FAIL } = props;
    const listed = { ipamAllocations, elasticIps, emptyPools, deletePools, releaseOn, assumeRole: props.assumeRole };
    requireValid(listed);
    requireCascadeOfOwnPools(this, emptyPools);
    const timeoutSeconds = requireTimeout(props.timeout ?? Duration.seconds(MAX_TIMEOUT_SECONDS));

    const releaseFunction = ReleaseFunction.of(this, props.role);
    this.handlerFunction = releaseFunction.function;
    this.role = releaseFunction.role;
    this.logGroup = releaseFunction.logGroup;

    const properties = addressReleaseProperties({ ...listed, timeoutSeconds, preflight });
    requireRoom(this, properties);
    this.customResource = new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE,
      serviceToken: this.handlerFunction.functionArn,
      // A8
      serviceTimeout: Duration.seconds(timeoutSeconds + ANSWER_MARGIN_SECONDS),
      properties,
    });
    releaseFunction.allow(this, this.customResource, listed);
    const idOf = ({ pool }: { readonly pool: ec2.IIPAMPoolRef }) => pool.ipamPoolRef.ipamPoolId;
    const emptiedPoolIds = [...emptyPools, ...deletePools].map(idOf);
    ReleaseOrder.add({
      release: this,
      customResource: this.#cfnResource,
      releaseFunction,
      poolIds: [...new Set([...emptiedPoolIds, ...ipamAllocations.map(idOf)])],
      emptiedPoolIds,
      addresses: elasticIps.flatMap(({ _choice }) => _choice.allocationId ?? _choice.publicIp ?? []),
      after: this.#after,
    });
  }

  /**
   * Has these constructs deleted before the release runs. Only needed for what takes from a listed pool, or uses a listed address, without
   * a reference to it in the template: what names a VPC finds in a lookup, addresses that are listed by tag, and the like.
   *
   * The synthesis fails if the release itself depends on one of them.
   *
   * @param constructs all resources in them are deleted first
   *
   * @example
   * declare const cluster: Construct; // its nodes take addresses that have the tag
   * const release = new AddressRelease(this, 'AddressRelease', { elasticIps: [ElasticIp.fromTag('cluster')] });
   * release.releaseAfter(cluster);
   */
  public releaseAfter(...constructs: IConstruct[]): void {
    this.#after.push(...constructs);
  }

  /**
   * With `RemovalPolicy.RETAIN` the custom resource is not deleted with the stack, so nothing is ever released.
   *
   * @param policy what happens to the custom resource when the stack is deleted
   *
   * @example
   * declare const release: AddressRelease;
   * release.applyRemovalPolicy(RemovalPolicy.RETAIN); // production keeps its addresses
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    this.customResource.applyRemovalPolicy(policy);
  }

  /**
   * How many of the listed things were released, each time the release ended.
   *
   * @param options what differs from the sum of five minutes
   *
   * @default - sum over 5 minutes
   */
  public metricReleased(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.#metric(METRICS.released, { statistic: cloudwatch.Stats.SUM, unit: cloudwatch.Unit.COUNT, ...options });
  }

  /**
   * How many of the listed things could not be released, each time the release ended.
   *
   * @param options what differs from the sum of five minutes
   *
   * @default - sum over 5 minutes
   */
  public metricFailed(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.#metric(METRICS.failed, { statistic: cloudwatch.Stats.SUM, unit: cloudwatch.Unit.COUNT, ...options });
  }

  /**
   * How long the release took, in milliseconds, each time it ended.
   *
   * @param options what differs from the maximum of five minutes
   *
   * @default - maximum over 5 minutes
   */
  public metricDuration(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.#metric(METRICS.duration, { statistic: cloudwatch.Stats.MAXIMUM, unit: cloudwatch.Unit.MILLISECONDS, ...options });
  }

  #metric(metricName: string, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: {
        [METRIC_DIMENSIONS.functionName]: this.handlerFunction.functionName,
        [METRIC_DIMENSIONS.resource]: this.#cfnResource.logicalId,
      },
      ...options,
    });
  }

  get #cfnResource(): CfnResource {
    return this.customResource.node.defaultChild as CfnResource;
  }
}
