import { join } from 'node:path';
import { Annotations, type CfnResource, Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  CUSTOM_RESOURCE_RUNTIME_FAMILY,
  CUSTOM_RESOURCE_SINGLETON,
  CUSTOM_RESOURCE_SINGLETON_LOG_GROUP,
} from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { INVOCATION_SECONDS } from './contract';
import { topStack, type DependencyGraph } from './dependency-graph';
import type { ElasticIp } from './elastic-ip';
import type { Listed } from './listed';
import { Permissions, type Detail } from './permissions';
import type { PoolToDelete, PoolToEmpty } from './pools';
import { resourceOf } from './template-references';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
const MAX_POLICY_NAME = 128;

const DESCRIPTION = 'Releases the IPAM allocations and Elastic IPs that this stack lists';

/**
 * The function behind every AddressRelease of a stack, its role and its log group. There is one of each in a stack:
 * what a further AddressRelease lists is added to the role.
 */
export class ReleaseFunction extends Construct {
  /** The one of the stack of this AddressRelease, made when it is first asked for. */
  static of(release: Construct, role: iam.IRole | undefined): ReleaseFunction {
    const stack = Stack.of(release);
    const id = 'Custom::AddressReleaseFunction';
    const existing = stack.node.tryFindChild(id) as ReleaseFunction | undefined;
    if (!existing) return new ReleaseFunction(stack, id, release, role);
    existing.#requireSameRole(release, role);
    return existing;
  }

  readonly logGroup: logs.ILogGroup;
  readonly role: iam.IRole;
  readonly function: lambda.IFunction;
  readonly #permissions: Permissions;
  /** What has the permissions of all: the role, or the policy that a given role gets. */
  readonly #sharedPolicy: CfnResource;
  /** Every AddressRelease, and the resources of its own stack that it lists. */
  readonly #listedBy = new Map<Construct, CfnResource[]>();
  /** Whose permissions are in a policy beside the role; undefined as long as the order of deletion is not worked out. */
  #apart: ReadonlySet<Construct> | undefined;
  #detail: Detail = 'by ARN';

  private constructor(
    scope: Stack,
    id: string,
    private readonly firstRelease: Construct,
    private readonly givenRole: iam.IRole | undefined,
  ) {
    super(scope, id);
    this.#permissions = new Permissions(scope);
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.logGroup = logGroup;
    // Without logs:CreateLogGroup a late line can't bring the log group back after the stack took it away.
    this.#permissions.allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    // How often Lambda has called for a request is told by nobody but the log.
    this.#permissions.allow('CountCalls', ['logs:FilterLogEvents'], logGroup.logGroupArn);
    // A105
    const whyDeleted = ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents'];
    this.#permissions.allow('WhyDeleted', [...whyDeleted, 'cloudformation:DescribeStackResource'], scope.stackId);
    // A nested stack is deleted for its parent's reasons.
    for (let parent = scope.nestedStackParent; parent; parent = parent.nestedStackParent) {
      this.#permissions.allow('WhyParentDeletes', whyDeleted, parent.stackId);
    }
    const policy = givenRole && new iam.Policy(this, 'Policy', { document: this.#sharedPermissions() });
    this.role = givenRole ?? this.#ownRole();
    this.#sharedPolicy = (policy ?? this.role).node.defaultChild as CfnResource;
    const runtime = lambda.determineLatestNodeRuntime(this);
    this.function = new lambda.Function(this, 'Function', {
      description: `${DESCRIPTION}, when the stack is deleted`,
      runtime,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(__dirname, '..', 'lambda', 'dist')),
      memorySize: 256,
      timeout: Duration.seconds(INVOCATION_SECONDS),
      role: this.role,
      logGroup,
    });
    if (policy) {
      this.role.attachInlinePolicy(policy);
      // The function needs its permissions until the last custom resource is deleted.
      this.function.node.addDependency(policy);
    }
    // With these, CustomResourceConfig treats the function and its log group like those of the CDK's own custom resources.
    this.function.node.addMetadata(CUSTOM_RESOURCE_SINGLETON, true);
    this.function.node.addMetadata(CUSTOM_RESOURCE_RUNTIME_FAMILY, runtime.family);
    logGroup.node.addMetadata(CUSTOM_RESOURCE_SINGLETON_LOG_GROUP, true);
  }

  /**
   * Lets the function do what is listed.
   *
   * A policy that names a resource of the stack depends on it. In the role itself that would be a circle if such a resource has to be deleted
   * before another AddressRelease runs: a pool that takes from another one, each with its own. `shareRole` finds out.
   */
  allow(release: Construct, customResource: Construct, { ipamAllocations, elasticIps, emptyPools, deletePools, assumeRole }: Listed): void {
    const unlessAssumed = <T>(items: readonly T[], roleOf: (item: T) => iam.IRoleRef | undefined, allow: (item: T) => void) => {
      for (const item of items) {
        const role = roleOf(item) ?? assumeRole;
        if (role) this.#permissions.allow('AssumeRoles', ['sts:AssumeRole'], role.roleRef.roleArn);
        else allow(item);
      }
    };
    const named: CfnResource[] = [];
    this.#listedBy.set(release, named);
    const owner = (id: string | undefined) => {
      const resource = id === undefined ? undefined : resourceOf(id);
      if (!resource || topStack(resource) !== topStack(release)) return undefined;
      named.push(resource);
      return release;
    };
    const poolOwner = (pool: ec2.IIPAMPoolRef) => owner(pool.ipamPoolRef.ipamPoolId);
    unlessAssumed(ipamAllocations, ({ _location }) => _location.assumeRole, ({ pool }) => this.#allowReleaseFrom(pool, poolOwner(pool)));
    unlessAssumed(elasticIps, ({ _options }) => _options.assumeRole, (elasticIp) => this.#allowRelease(elasticIp, owner(elasticIp._choice.allocationId ?? elasticIp._choice.publicIp)));
    unlessAssumed(emptyPools, (pool) => pool.assumeRole, (pool) => this.#allowEmpty(pool, poolOwner(pool.pool)));
    unlessAssumed(deletePools, (pool) => pool.assumeRole, (pool) => this.#allowDelete(pool));
    this.#warnOfLessDetail(release);
    if (named.length > 0) this.#preparePolicy(release, customResource);
  }

  /** Moves every permission that names a resource of the stack into a policy beside the role: whatever the order of deletion is, there is no circle. */
  setApart(): void {
    this.#apart = new Set(this.#listedBy.keys());
  }

  /** Moves them back into the role's own policy, but for those that name a resource which is deleted before that. */
  shareRole(graph: DependencyGraph): void {
    const isDeletedBefore = (resource: CfnResource) => graph.dependsOn(resource, this.#sharedPolicy);
    this.#apart = new Set([...this.#listedBy].flatMap(([release, resources]) => (resources.some(isDeletedBefore) ? [release] : [])));
  }

  #preparePolicy(release: Construct, customResource: Construct): void {
    const policy = new PolicyBesideRole(release, 'Policy', {
      policyDocument: this.#permissions.documentOf((owner) => owner === release),
      roles: this.#sharedPolicy instanceof iam.CfnPolicy ? this.#sharedPolicy.roles : [this.role.roleName],
      isNeeded: () => this.#isApart(release),
    });
    customResource.node.addDependency(policy);
  }

  #isApart(owner: Construct | undefined): boolean {
    return owner !== undefined && (this.#apart?.has(owner) ?? this.#listedBy.size > 1);
  }

  #allowReleaseFrom(pool: ec2.IIPAMPoolRef, owner: Construct | undefined): void {
    this.#allowLookInto(pool, owner);
    this.#permissions.allowOnPool('ReleaseAllocations', ['ec2:ReleaseIpamPoolAllocation'], pool, owner);
  }

  #allowRelease(elasticIp: ElasticIp, owner: Construct | undefined): void {
    this.#permissions.allow('DescribeAddresses', ['ec2:DescribeAddresses'], '*');
    this.#permissions.allowRelease(elasticIp, owner);
  }

  #allowEmpty({ pool, stopMonitoring, cascadeWhenUnused }: PoolToEmpty, owner: Construct | undefined): void {
    this.#allowLookInto(pool, owner);
    this.#allowLookForResources(pool);
    // Authorized on the scope. A103
    if (stopMonitoring) {
      const anyScope = Stack.of(this).formatArn({ service: 'ec2', region: '', account: pool.env.account, resource: 'ipam-scope', resourceName: '*' });
      this.#permissions.allow('StopMonitoring', ['ec2:ModifyIpamResourceCidr', 'ec2:GetIpamResourceCidrs'], anyScope);
    }
    if (cascadeWhenUnused) this.#allowCascade(pool, owner);
  }

  #allowDelete({ pool, cascade }: PoolToDelete): void {
    this.#allowLookInto(pool, undefined);
    if (cascade) {
      this.#allowCascade(pool, undefined);
      return;
    }
    this.#allowLookForResources(pool);
    this.#permissions.allowOnPool('DeletePools', ['ec2:DeprovisionIpamPoolCidr', 'ec2:DeleteIpamPool'], pool);
  }

  /** It takes what is in the pool along, and the pool's CIDRs. */
  #allowCascade(pool: ec2.IIPAMPoolRef, owner: Construct | undefined): void {
    this.#permissions.allowOnPool('DeletePoolsInCascade', ['ec2:DeleteIpamPool'], pool, owner);
  }

  /** What is authorized on the pool (A102), and what on nothing narrower than all (A104). */
  #allowLookInto(pool: ec2.IIPAMPoolRef, owner: Construct | undefined): void {
    this.#permissions.allow('DescribePools', ['ec2:DescribeIpamPools'], '*');
    // A pool that another account shares may be out of sight, and not gone.
    if (!resourceOf(pool.ipamPoolRef.ipamPoolId)) this.#permissions.allow('DescribeAllocations', ['ec2:DescribeIpamPoolAllocations'], '*');
    this.#permissions.allowOnPool('ListAllocations', ['ec2:GetIpamPoolAllocations'], pool, owner);
  }

  /** Whether what an allocation stands for is still there. None of these has resource-level permission, but what a pool below has. */
  #allowLookForResources({ env }: ec2.IIPAMPoolRef): void {
    const anyPool = Stack.of(this).formatArn({ service: 'ec2', region: '', account: env.account, resource: 'ipam-pool', resourceName: '*' });
    this.#permissions.allow('ListCidrsOfPools', ['ec2:GetIpamPoolCidrs'], anyPool);
    this.#permissions.allow('DescribeAddresses', ['ec2:DescribeAddresses'], '*');
    this.#permissions.allow('DescribeResources', ['ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribePublicIpv4Pools'], '*');
  }

  #ownRole(): iam.Role {
    return new iam.Role(this, 'Role', {
      description: DESCRIPTION,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      // An inline policy takes no resource of its own.
      inlinePolicies: { AddressRelease: this.#sharedPermissions() },
    });
  }

  #sharedPermissions(): iam.PolicyDocument {
    return this.#permissions.documentOf((owner) => !this.#isApart(owner));
  }

  #requireSameRole(release: Construct, role: iam.IRole | undefined): void {
    if (role?.roleArn === this.givenRole?.roleArn) return;
    const has = (construct: Construct, given: iam.IRole | undefined) => `${construct.node.path} has ${given ? given.node.path : 'none'}`;
    throw new Error(
      `AddressRelease: role must be the same for every AddressRelease of a stack, since they share one function: ` +
        `${has(this.firstRelease, this.givenRole)}, ${has(release, role)}; give both the same role, or neither one`,
    );
  }

  #warnOfLessDetail(release: Construct): void {
    const { detail } = this.#permissions;
    if (detail === this.#detail) return;
    this.#detail = detail;
    if (detail === 'by condition') return;
    const may = detail === 'any address' ? 'any Elastic IP of the account' : 'any Elastic IP and IPAM pool of the account';
    Annotations.of(release).addWarningV2(
      'cdk-address-release:lessPrivilege',
      `more is listed than a role's policy can name (10,240 characters), so the function may release from ${may}; list by tag, or split the list over several stacks`,
    );
  }
}

interface PolicyBesideRoleProps extends Omit<iam.CfnPolicyProps, 'policyName'> {
  readonly isNeeded: () => boolean;
}

/** A policy that is in the template only if it is needed, and if the role takes policies. */
class PolicyBesideRole extends iam.CfnPolicy {
  readonly #isNeeded: () => boolean;

  constructor(scope: Construct, id: string, { isNeeded, ...props }: PolicyBesideRoleProps) {
    super(scope, id, { ...props, policyName: Names.uniqueResourceName(scope, { maxLength: MAX_POLICY_NAME }) });
    this.#isNeeded = isNeeded;
  }

  protected override shouldSynthesize(): boolean {
    return this.#isNeeded() && Stack.of(this).resolve(this.roles) !== undefined;
  }
}
