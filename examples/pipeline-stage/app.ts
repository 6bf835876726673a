import { App, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import { EmptyOnDelete } from 'cdk-address-release';

/** What the pipeline deploys for each environment. */
class Environment extends Stage {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const network = new Stack(this, 'Network');
    const ipam = new ec2.CfnIPAM(network, 'Ipam', { operatingRegions: [{ regionName: network.region }] });
    const pool = new ec2.CfnIPAMPool(network, 'Pool', {
      ipamScopeId: ipam.attrPrivateDefaultScopeId,
      addressFamily: 'ipv4',
      locale: network.region,
    });
    new ec2.CfnIPAMPoolCidr(network, 'PoolCidr', { ipamPoolId: pool.attrIpamPoolId, cidr: '10.0.0.0/16' });
    pool.with(new EmptyOnDelete({ cascadeWhenUnused: true }));
  }
}

const app = new App();
const stack = new Stack(app, 'Pipeline');
const pipeline = new CodePipeline(stack, 'Pipeline', {
  synth: new ShellStep('Synth', {
    input: CodePipelineSource.connection('example/network', 'main', {
      connectionArn: 'arn:aws:codeconnections:us-east-1:111122223333:connection/00000000-0000-0000-0000-000000000000',
    }),
    commands: ['npm ci', 'npx cdk synth'],
  }),
});
pipeline.addStage(new Environment(stack, 'Review'));

app.synth();
