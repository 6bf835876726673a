import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { INVOCATION_SECONDS } from './contract';
import type { ElasticIp } from './elastic-ip';
import type { IpamAllocation } from './ipam-allocation';

/**
 * The function behind every AddressRelease of a stack, its role and its log group. There is one of each in a stack:
 * what a further AddressRelease lists is added to the role.
 */
export class ReleaseFunction extends Construct {
  /** The one of the stack, made when it is first asked for. */
  static of(stack: Stack): ReleaseFunction {
    const id = 'Custom::AddressReleaseFunction';
    return (stack.node.tryFindChild(id) as ReleaseFunction | undefined) ?? new ReleaseFunction(stack, id);
  }

  readonly logGroup: logs.ILogGroup;
  readonly role: iam.IRole;
  readonly function: lambda.IFunction;
  readonly #permissions = new iam.PolicyDocument();
  readonly #statements = new Map<string, iam.PolicyStatement>();

  private constructor(scope: Stack, id: string) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The policy is inline: it takes no resource of its own. Without logs:CreateLogGroup a late line
    // can't bring the log group back after the stack took it away.
    this.role = new iam.Role(this, 'Role', {
      description: 'Releases the IPAM allocations and Elastic IPs that this stack lists',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { AddressRelease: this.#permissions },
    });
    this.#allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], this.logGroup.logGroupArn);
    this.#allow('WhyDeleted', ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackResource'], scope.stackId);
    this.function = new lambda.Function(this, 'Function', {
      description: 'Releases the IPAM allocations and Elastic IPs that this stack lists, when the stack is deleted',
      runtime: lambda.determineLatestNodeRuntime(this),
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(__dirname, '..', 'lambda', 'dist')),
      memorySize: 256,
      timeout: Duration.seconds(INVOCATION_SECONDS),
      role: this.role,
      logGroup: this.logGroup,
    });
  }

  /** Lets the function look for this allocation and release it. */
  allowRelease({ pool }: IpamAllocation): void {
    // DescribeIpamPools and DescribeAddresses have no resource-level permission.
    this.#allow('DescribePools', ['ec2:DescribeIpamPools'], '*');
    this.#allow(
      'ReleaseAllocations',
      ['ec2:GetIpamPoolAllocations', 'ec2:ReleaseIpamPoolAllocation'],
      ec2.CfnIPAMPool.arnForIPAMPool(pool),
    );
  }

  /** Lets the function look for this address, disassociate and release it. */
  allowReleaseAddress({ allocationId }: ElasticIp): void {
    const arn = (resource: string, resourceName: string) => Stack.of(this).formatArn({ service: 'ec2', resource, resourceName });
    this.#allow('DescribeAddresses', ['ec2:DescribeAddresses'], '*');
    this.#allow('ReleaseAddresses', ['ec2:ReleaseAddress', 'ec2:DisassociateAddress'], arn('elastic-ip', allocationId));
    // A disassociation is authorized on the network interface, too, and nobody knows beforehand which one that will be.
    this.#allow('DisassociateFromInterface', ['ec2:DisassociateAddress'], arn('network-interface', '*'));
  }

  #allow(sid: string, actions: string[], resource: string): void {
    let statement = this.#statements.get(sid);
    if (!statement) {
      statement = new iam.PolicyStatement({ sid, actions });
      this.#statements.set(sid, statement);
      this.#permissions.addStatements(statement);
    }
    statement.addResources(resource);
  }
}
