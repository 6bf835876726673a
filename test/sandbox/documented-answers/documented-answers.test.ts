import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Api } from '../../../sandbox/api';
import { Sandbox } from '../../../sandbox/sandbox';
import { cloudFormationApi } from '../../../sandbox/services/cloudformation';
import { ec2Api } from '../../../sandbox/services/ec2';
import { elasticLoadBalancingV2Api } from '../../../sandbox/services/elastic-load-balancing-v2';
import { lambdaApi } from '../../../sandbox/services/lambda';
import { logsApi } from '../../../sandbox/services/logs';
import { s3Api } from '../../../sandbox/services/s3';
import { ssmApi } from '../../../sandbox/services/ssm';
import { statesApi } from '../../../sandbox/services/states';
import { stsApi } from '../../../sandbox/services/sts';
import { KIND } from '../../../sandbox/unkindness';
import { liveThroughNetworks } from './network-life';
import { RecordedAnswers } from './recorded-answers';
import { liveThroughSmallerServices, liveThroughStacks } from './stack-life';

/**
 * The members that the AWS CLI's manual shows in the example output of each operation, by the API's names; where an example has a name that the API's
 * model does not know, the model's. Written down from https://github.com/aws/aws-cli/tree/develop/awscli/examples in November 2026.
 */
const DOCUMENTED = JSON.parse(readFileSync(join(__dirname, 'members.json'), 'utf8')) as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const APIS: Readonly<Record<string, Api>> = {
  ec2: ec2Api,
  cloudformation: cloudFormationApi,
  lambda: lambdaApi,
  logs: logsApi,
  sts: stsApi,
  ssm: ssmApi,
  states: statesApi,
  s3: s3Api,
  'elastic-load-balancing-v2': elasticLoadBalancingV2Api,
};

const OTHER_ACCOUNT = '444455556666';

const README = readFileSync(join(__dirname, '../../../sandbox/README.md'), 'utf8').split('\n');

const codes = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** The rows of the README's table of what is left out, `MEMBERS of SERVICE OPERATIONS`, as `SERVICE OPERATION MEMBER`. */
function leftOut(): string[] {
  return README.flatMap((line) => {
    const [, members = '', service = '', operations = ''] = /^\| (`.+`) of `([\w-]+)` (`[^|]+`) \| ./.exec(line) ?? [];
    return codes(operations).flatMap((operation) => codes(members).map((member) => `${service} ${operation} ${member}`));
  });
}

/** The rows of the README's table of operations that have no output in the manual, as `SERVICE OPERATION`. */
function withoutOutput(): string[] {
  return README.flatMap((line) => {
    const [, service = '', operations = ''] = /^\| `([\w-]+)` \| (`[A-Z]\w+`(?:, `[A-Z]\w+`)*) \|$/.exec(line) ?? [];
    return codes(operations).map((operation) => `${service} ${operation}`);
  });
}

/** Lives one life in a sandbox, and gives what was answered in it. */
async function oneLife(): Promise<RecordedAnswers> {
  const answers = new RecordedAnswers();
  const sandbox = await Sandbox.start({ seed: 1, unkindness: KIND });
  const config = { ...sandbox.clientConfig, region: 'us-east-1' };
  const sts = answers.recorded('sts', new STSClient(config));
  const RoleArn = `arn:aws:iam::${OTHER_ACCOUNT}:role/cdk-hnb659fds-deploy-role-${OTHER_ACCOUNT}-us-east-1`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'documented' }));
  const credentials = { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: Credentials?.SecretAccessKey ?? '' };
  const clients = {
    ec2: answers.recorded('ec2', new EC2Client(config)),
    other: answers.recorded('ec2', new EC2Client({ ...config, credentials })),
    otherAccount: OTHER_ACCOUNT,
    loadBalancing: answers.recorded('elastic-load-balancing-v2', new ElasticLoadBalancingV2Client(config)),
    cloudFormation: answers.recorded('cloudformation', new CloudFormationClient(config)),
    lambda: answers.recorded('lambda', new LambdaClient(config)),
    logs: answers.recorded('logs', new CloudWatchLogsClient(config)),
    s3: answers.recorded('s3', new S3Client({ ...config, region: 'eu-west-1', forcePathStyle: true })),
    ssm: answers.recorded('ssm', new SSMClient(config)),
    sts,
  };
  await liveThroughNetworks(clients);
  await liveThroughStacks(clients);
  await liveThroughSmallerServices(clients);
  await sandbox.stop();
  return answers;
}

test('the table has every operation of the sandbox, and no other', () => {
  const had = Object.entries(APIS).flatMap(([service, { actions }]) => Object.keys(actions).map((operation) => `${service} ${operation}`));
  const documented = Object.entries(DOCUMENTED).flatMap(([service, operations]) => Object.keys(operations).map((operation) => `${service} ${operation}`));
  expect(documented.toSorted()).toEqual(had.toSorted());
});

test('every member that the manual shows is answered, or left out with a reason', async () => {
  const answers = await oneLife();
  const missing = Object.entries(DOCUMENTED).flatMap(([service, operations]) =>
    Object.entries(operations).flatMap(([operation, members]) => {
      const answered = answers.of(service, operation);
      return members.filter((member) => !answered.has(member)).map((member) => `${service} ${operation} ${member}`);
    }),
  );
  expect(missing.toSorted()).toEqual(leftOut().toSorted());
}, 60_000);

test('the operations that the manual shows no output of are listed', () => {
  const silent = Object.entries(DOCUMENTED).flatMap(([service, operations]) =>
    Object.entries(operations).flatMap(([operation, members]) => (members.length === 0 ? [`${service} ${operation}`] : [])),
  );
  expect(withoutOutput().toSorted()).toEqual(silent.toSorted());
});
