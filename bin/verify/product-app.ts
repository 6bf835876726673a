/**
 * What probes have the CDK CLI deploy. The probes readme-example (A110 and A111) and teardown-example (A112 and A113): README's example in a pool of the
 * shared IPAM, or the environment of bin/teardown-example.ts. The probe nested-rollback (A28): a nested stack. Which one, for which run and how is in its context.
 */
import { App, CfnOutput, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, ElasticIp, IpamAllocation } from '../../lib';
import { Environment } from '../teardown-example';
import { PRODUCT, type ProductContext } from './cdk';
import { RunMark } from './run-mark';

function readmeExample(stack: Stack, ipamScopeId: string, cidr: string, cascadeWhenUnused = true): void {
  const pool = new ec2.CfnIPAMPool(stack, 'Pool', { ipamScopeId, addressFamily: 'ipv4', locale: stack.region });
  const poolCidr = new ec2.CfnIPAMPoolCidr(stack, 'PoolCidr', { ipamPoolId: pool.attrIpamPoolId, cidr });
  const vpc = new ec2.CfnVPC(stack, 'Vpc', { ipv4IpamPoolId: pool.attrIpamPoolId, ipv4NetmaskLength: 26 });
  vpc.addDependency(poolCidr);
  new CfnOutput(stack, 'PoolId', { value: pool.attrIpamPoolId });
  new AddressRelease(stack, 'AddressRelease', {
    ipamAllocations: [IpamAllocation.allManual(pool)],
    elasticIps: [ElasticIp.fromTag('environment', { value: stack.stackName })],
    emptyPools: [{ pool, cascadeWhenUnused }],
  });
}

/** The nested stack is created, and rolled back since the parent fails. */
function nestedRollback(stack: Stack, watcher: string): void {
  const seenBy = (scope: Stack, id: string, more: object = {}) => new CfnResource(scope, id, { type: 'Custom::Verify', properties: { ServiceToken: watcher, Probe: 'nested-rollback', ServiceTimeout: 300, ...more } });
  const nested = new NestedStack(stack, 'Nested');
  seenBy(nested, 'Inside', { Looks: 3 });
  seenBy(stack, 'Fails', { Refuses: 'Create' }).node.addDependency(nested);
}

if (require.main === module) {
  const app = new App();
  const { run, what, watcher, cascadeWhenUnused, scope, cidr = '' } = JSON.parse(String(app.node.tryGetContext(PRODUCT))) as ProductContext;
  const mark = new RunMark(run);
  const stack = new Stack(app, mark.name(what), { tags: Object.fromEntries(mark.tags(what).map(({ Key, Value }) => [Key, Value])) });
  if (watcher !== undefined) nestedRollback(stack, watcher);
  else if (scope === undefined) new Environment(stack, 'Environment', { cascadeWhenUnused });
  else readmeExample(stack, scope, cidr, cascadeWhenUnused);
  app.synth();
}
