import { App, Aspects, Duration, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CustomResourceConfig } from 'aws-cdk-lib/custom-resources';
import { AddressRelease, ElasticIp } from '../../lib';
import { ADDRESS_ID, newStack } from './stacks';

function newRelease(stack: Stack, id = 'Release'): AddressRelease {
  return new AddressRelease(stack, id, { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
}

describe('what an AddressRelease shows of itself', () => {
  test('its custom resource, and the function, role and log group that all of a stack share', () => {
    const stack = newStack();
    const release = newRelease(stack);
    const other = newRelease(stack, 'Other');
    expect(other).toMatchObject({ handlerFunction: release.handlerFunction, role: release.role, logGroup: release.logGroup });
    expect(other.customResource).not.toBe(release.customResource);
    const template = Template.fromStack(stack);
    const resolved = (value: string): unknown => stack.resolve(value);
    template.hasResourceProperties('Custom::AddressRelease', { ServiceToken: resolved(release.handlerFunction.functionArn) });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Role: resolved(release.role.roleArn),
      LoggingConfig: { LogGroup: resolved(release.logGroup.logGroupName) },
    });
  });

  test('metrics of what it released, of what it could not, and of how long that took', () => {
    const stack = newStack();
    const release = newRelease(stack);
    const metrics = [release.metricReleased(), release.metricFailed(), release.metricDuration({ statistic: 'p90', period: Duration.hours(1) })];
    metrics.forEach((metric, index) => metric.createAlarm(stack, `Alarm${index}`, { threshold: 1, evaluationPeriods: 1 }));
    const [LogicalResourceId] = Object.keys(Template.fromStack(stack).findResources('Custom::AddressRelease'));
    const Dimensions = [
      { Name: 'FunctionName', Value: stack.resolve(release.handlerFunction.functionName) as unknown },
      { Name: 'LogicalResourceId', Value: LogicalResourceId },
    ];
    const template = Template.fromStack(stack);
    const common = { Namespace: 'CdkAddressRelease', Dimensions };
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...common, MetricName: 'Released', Statistic: 'Sum', Unit: 'Count', Period: 300 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...common, MetricName: 'Failed', Statistic: 'Sum', Unit: 'Count', Period: 300 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...common, MetricName: 'Duration', ExtendedStatistic: 'p90', Unit: 'Milliseconds', Period: 3600 });
  });

  test('its metrics can be watched from another stack', () => {
    const app = new App();
    const release = newRelease(new Stack(app, 'Stack'));
    const monitoring = new Stack(app, 'Monitoring');
    new cloudwatch.Alarm(monitoring, 'Alarm', { metric: release.metricFailed(), threshold: 1, evaluationPeriods: 1 });
    Template.fromStack(monitoring).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Dimensions: [{ Name: 'FunctionName', Value: { 'Fn::ImportValue': Match.anyValue() } }, { Name: 'LogicalResourceId', Value: 'Release6218179A' }],
    });
  });
});

describe("the CDK's own mechanisms reach it", () => {
  test('RemovalPolicy.RETAIN has CloudFormation keep the custom resource, so that nothing is released', () => {
    const stack = newStack();
    newRelease(stack).applyRemovalPolicy(RemovalPolicy.RETAIN);
    Template.fromStack(stack).hasResource('Custom::AddressRelease', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test.each(['before', 'after'])('CustomResourceConfig sets log retention, removal policy and runtime, %s the release is made', (when) => {
    const stack = newStack();
    if (when === 'after') newRelease(stack);
    const config = CustomResourceConfig.of(stack);
    config.addLogRetentionLifetime(logs.RetentionDays.TEN_YEARS);
    config.addRemovalPolicy(RemovalPolicy.RETAIN);
    config.addLambdaRuntime(lambda.Runtime.NODEJS_22_X);
    if (when === 'before') newRelease(stack);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 3653 }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    template.hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs22.x' });
  });

  test('a runtime of another family leaves the function alone', () => {
    const stack = newStack();
    CustomResourceConfig.of(stack).addLambdaRuntime(lambda.Runtime.PYTHON_3_13);
    newRelease(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { Runtime: Match.stringLikeRegexp('^nodejs') });
  });

  test('a permissions boundary reaches its role', () => {
    const stack = newStack();
    newRelease(stack);
    iam.PermissionsBoundary.of(stack).apply(iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', 'arn:aws:iam::123456789012:policy/Boundary'));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: 'arn:aws:iam::123456789012:policy/Boundary' });
  });

  test('tags reach its function, its role and its log group', () => {
    const stack = newStack();
    newRelease(stack);
    Tags.of(stack).add('team', 'network');
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup']) {
      Template.fromStack(stack).hasResourceProperties(type, { Tags: [{ Key: 'team', Value: 'network' }] });
    }
  });

  test('aspects reach its function', () => {
    const stack = newStack();
    newRelease(stack);
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof lambda.CfnFunction) node.memorySize = 512;
      },
    });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { MemorySize: 512 });
  });

  test('stages and stacks have a function each', () => {
    const app = new App();
    for (const name of ['Test', 'Production']) newRelease(new Stack(new Stage(app, name), 'Stack'));
    for (const stage of app.node.children as Stage[]) {
      Template.fromStack(stage.node.findChild('Stack') as Stack).resourceCountIs('AWS::Lambda::Function', 1);
    }
  });
});
