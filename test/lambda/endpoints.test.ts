import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const BUNDLE = join(__dirname, '..', '..', 'lambda', 'dist', 'index.js');

/** Hands a request to the bundled handler and prints the host of its first call. No call gets out. */
const FIRST_HOST = `
  const [bundle, request] = process.argv.slice(1);
  require('node:https').request = ({ host }) => {
    require('node:fs').writeSync(1, host);
    process.exit();
  };
  globalThis.fetch = () => process.exit(1); // an answer without a call
  process.stdout.write = () => true;
  require(bundle).handler(JSON.parse(request), { getRemainingTimeInMillis: () => 60_000 });
`;

const FIPS = { AWS_USE_FIPS_ENDPOINT: 'true' };
const DUAL_STACK = { AWS_USE_DUALSTACK_ENDPOINT: 'true' };

describe('the bundle calls the endpoints', () => {
  test.each([
    ['us-east-1', {}, 'ec2.us-east-1.amazonaws.com'],
    ['us-east-1', FIPS, 'ec2-fips.us-east-1.amazonaws.com'],
    ['us-east-1', DUAL_STACK, 'ec2.us-east-1.api.aws'],
    ['us-gov-west-1', FIPS, 'ec2.us-gov-west-1.amazonaws.com'],
    ['cn-north-1', {}, 'ec2.cn-north-1.amazonaws.com.cn'],
  ])('of EC2 in %s, %j', (region, environment, host) => {
    expect(firstHost(region, environment, deploymentWith({}))).toBe(host);
  });

  test('of EC2 in the Region of what is listed', () => {
    expect(firstHost('us-east-1', {}, deploymentWith({ Region: 'eu-central-1' }))).toBe('ec2.eu-central-1.amazonaws.com');
  });

  test.each([
    ['us-east-1', {}, 'sts.us-east-1.amazonaws.com'],
    ['us-east-1', FIPS, 'sts-fips.us-east-1.amazonaws.com'],
    ['us-gov-west-1', FIPS, 'sts.us-gov-west-1.amazonaws.com'],
    ['cn-north-1', {}, 'sts.cn-north-1.amazonaws.com.cn'],
  ])("of STS in the function's Region %s, %j", (region, environment, host) => {
    const listed = { Region: 'eu-central-1', RoleArn: 'arn:aws:iam::444455556666:role/Network' };
    expect(firstHost(region, environment, deploymentWith(listed))).toBe(host);
  });

  test.each([
    ['us-east-1', {}, 'cloudformation.us-east-1.amazonaws.com'],
    ['us-east-1', FIPS, 'cloudformation-fips.us-east-1.amazonaws.com'],
    ['us-east-1', DUAL_STACK, 'cloudformation.us-east-1.api.aws'],
    ['cn-north-1', {}, 'cloudformation.cn-north-1.amazonaws.com.cn'],
  ])('of CloudFormation in %s, %j', (region, environment, host) => {
    expect(firstHost(region, environment, { ...deploymentWith({}), RequestType: 'Delete', PhysicalResourceId: 'release' })).toBe(host);
  });

  test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_EC2'])('that %s names', (name) => {
    expect(firstHost('us-east-1', { [name]: 'https://vpce-0123456789.ec2.us-east-1.vpce.amazonaws.com' }, deploymentWith({}))).toBe('vpce-0123456789.ec2.us-east-1.vpce.amazonaws.com');
  });
});

function deploymentWith(location: Readonly<Record<string, string>>): object {
  return {
    RequestType: 'Create',
    RequestId: 'request',
    ResponseURL: 'https://bucket.s3.amazonaws.com/response',
    StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/network/0123',
    LogicalResourceId: 'Release',
    ResourceProperties: { ContractVersion: '1', Timeout: '60', Preflight: 'FAIL', ElasticIps: [{ AllocationId: 'eipalloc-64d5890a', ...location }] },
  };
}

function firstHost(region: string, environment: Readonly<Record<string, string>>, request: object): string {
  return execFileSync(process.execPath, ['-e', FIRST_HOST, BUNDLE, JSON.stringify(request)], {
    encoding: 'utf8',
    env: { AWS_REGION: region, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 20_000,
  });
}
