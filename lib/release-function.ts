import { join } from 'node:path';
import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import { topStack } from './dependency-graph';
import type { ElasticIp } from './elastic-ip';
import type { Listed } from './listed';
import { Permissions, type Detail } from './permissions';
import type { PoolToDelete, PoolToEmpty } from './pools';
import { resourceOf } from './template-references';

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
  /** Every AddressRelease that lists resources of its own stack, and its custom resource. */
  readonly #owners = new Map<Construct, Construct>();
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
    const whyDeleted = ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents'];
    this.#permissions.allow('WhyDeleted', [...whyDeleted, 'cloudformation:DescribeStackResource'], scope.stackId);
    // A nested stack is deleted for its parent's reasons.
    for (let parent = scope.nestedStackParent; parent; parent = parent.nestedStackParent) {
      this.#permissions.allow('WhyParentDeletes', whyDeleted, parent.stackId);
    }
    this.role = givenRole ?? this.#ownRole();
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
    if (givenRole) this.#grantTo(givenRole);
    // With these, CustomResourceConfig treats the function and its log group like those of the CDK's own custom resources.
    this.function.node.addMetadata(CUSTOM_RESOURCE_SINGLETON, true);
    this.function.node.addMetadata(CUSTOM_RESOURCE_RUNTIME_FAMILY, runtime.family);
    logGroup.node.addMetadata(CUSTOM_RESOURCE_SINGLETON_LOG_GROUP, true);
  }

  /**
   * Lets the function do what is listed.
   *
   * A policy that names a resource of the stack depends on it. In the role itself that would be a circle, as soon as such a resource has to
   * wait for the custom resource of another AddressRelease: a pool that takes from another one, each with its own. So what only one
   * AddressRelease needs of its own stack is a policy beside the role as soon as there is a second one that needs such a thing.
   */
  allow(release: Construct, customResource: Construct, { ipamAllocations, elasticIps, emptyPools, deletePools, assumeRole }: Listed): void {
    const unlessAssumed = <T>(items: readonly T[], roleOf: (item: T) => iam.IRoleRef | undefined, allow: (item: T) => void) => {
      for (const item of items) {
        const role = roleOf(item) ?? assumeRole;
        if (role) this.#permissions.allow('AssumeRoles', ['sts:AssumeRole'], role.roleRef.roleArn);
        else allow(item);
      }
    };
    const owner = (id: string | undefined) => {
      const resource = id === undefined ? undefined : resourceOf(id);
      if (!resource || topStack(resource) !== topStack(release)) return undefined;
      this.#owners.set(release, customResource);
      return release;
    };
    const poolOwner = (pool: ec2.IIPAMPoolRef) => owner(pool.ipamPoolRef.ipamPoolId);
    unlessAssumed(ipamAllocations, ({ _location }) => _location.assumeRole, ({ pool }) => this.#allowReleaseFrom(pool, poolOwner(pool)));
    unlessAssumed(elasticIps, ({ _options }) => _options.assumeRole, (elasticIp) => this.#allowRelease(elasticIp, owner(elasticIp._choice.allocationId ?? elasticIp._choice.publicIp)));
    unlessAssumed(emptyPools, (pool) => pool.assumeRole, (pool) => this.#allowEmpty(pool, poolOwner(pool.pool)));
    unlessAssumed(deletePools, (pool) => pool.assumeRole, (pool) => this.#allowDelete(pool));
    this.#warnOfLessDetail(release);
    if (this.#owners.size > 1) for (const [ownerRelease, resource] of this.#owners) this.#setApart(ownerRelease, resource);
  }

  #setApart(release: Construct, customResource: Construct): void {
    if (release.node.tryFindChild('Policy')) return;
    const policy = new iam.Policy(release, 'Policy', { document: this.#permissions.documentOf((owner) => owner === release) });
    this.role.attachInlinePolicy(policy);
    customResource.node.addDependency(policy);
  }

  #isApart(owner: Construct | undefined): boolean {
    return owner !== undefined && this.#owners.size > 1;
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

  #grantTo(role: iam.IRole): void {
    const policy = new iam.Policy(this, 'Policy', { document: this.#sharedPermissions() });
    role.attachInlinePolicy(policy);
    // The function needs its permissions until the last custom resource is deleted.
    this.function.node.addDependency(policy);
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
