import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient, type AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import { ACCOUNT } from '../../../sandbox/principal';
import { Sandbox } from '../../../sandbox/sandbox';
import { roles } from '../../../sandbox/services/iam/roles';

const OTHER_ACCOUNT = '444455556666';
const region = 'eu-west-1';

let sandbox: Sandbox;
let sts: STSClient;

beforeAll(async () => {
  sandbox = await Sandbox.start({ timeScale: 60 });
  sts = new STSClient({ ...sandbox.clientConfig, region });
});

afterAll(() => sandbox.stop());

const assume = (RoleArn: string) => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }));

function credentialsOf({ Credentials = { AccessKeyId: '', SecretAccessKey: '', SessionToken: undefined, Expiration: undefined } }: AssumeRoleCommandOutput) {
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken } = Credentials;
  return { ...sandbox.clientConfig, region, credentials: { accessKeyId, secretAccessKey, sessionToken } };
}

describe('STS', () => {
  it('takes any credentials for the administrator of the account', async () => {
    await expect(sts.send(new GetCallerIdentityCommand())).resolves.toMatchObject({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/administrator` });
  });

  it('lets the roles of a bootstrapped account, whichever, do everything there', async () => {
    const assumed = await assume(`arn:aws:iam::${OTHER_ACCOUNT}:role/cdk-hnb659fds-deploy-role-${OTHER_ACCOUNT}-${region}`);
    const config = credentialsOf(assumed);
    await expect(new STSClient(config).send(new GetCallerIdentityCommand())).resolves.toMatchObject({
      Account: OTHER_ACCOUNT,
      Arn: `arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/cdk-hnb659fds-deploy-role-${OTHER_ACCOUNT}-${region}/session`,
    });
    const { Parameter } = await new SSMClient(config).send(new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' }));
    expect(Parameter?.ARN).toContain(OTHER_ACCOUNT);
  });

  it('gives a client credentials for an hour of its own time', async () => {
    const { Credentials } = await assume(`arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-file-publishing-role-${ACCOUNT}-${region}`);
    const lifetime = (Credentials?.Expiration?.getTime() ?? 0) - Date.now();
    expect(lifetime).toBeGreaterThan(59 * 60 * 1000);
    expect(lifetime).toBeLessThanOrEqual(60 * 60 * 1000);
  });

  it('limits a role that it knows by its policies', async () => {
    const { arn } = roles(sandbox.world, ACCOUNT).create({
      roleName: 'Limited',
      assumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } } },
    });
    const ssm = new SSMClient(credentialsOf(await assume(arn)));
    await expect(ssm.send(new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('because no identity-based policy allows the ssm:GetParameter action') as string,
    });
  });

  it('refuses a role that does not exist', async () => {
    await expect(assume(`arn:aws:iam::${OTHER_ACCOUNT}:role/Releaser`)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('lets a role of another account be assumed by who may, and whom it trusts', async () => {
    const releaser = roles(sandbox.world, OTHER_ACCOUNT).create({
      roleName: 'NetworkReleaser',
      path: '/network/',
      assumeRolePolicyDocument: {
        Statement: {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Function` },
          Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } },
        },
      },
    });
    const own = roles(sandbox.world, ACCOUNT);
    const trusted = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } } } as const;
    const stsOf = async (roleName: string) => new STSClient(credentialsOf(await assume(own.create({ roleName, assumeRolePolicyDocument: trusted }).arn)));
    const refused = { name: 'AccessDenied', message: expect.stringContaining(`is not authorized to perform: sts:AssumeRole on resource: ${releaser.arn}`) as string };
    const assumeReleaser = new AssumeRoleCommand({ RoleArn: releaser.arn, RoleSessionName: 'release' });

    const [asFunction, asAnother] = [await stsOf('Function'), await stsOf('Another')];
    await expect(asFunction.send(assumeReleaser)).rejects.toMatchObject(refused);
    for (const roleName of ['Function', 'Another']) {
      own.putPolicy(roleName, 'assume', { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: releaser.arn } });
    }
    await sandbox.world.clock.sleep(10_000);
    await expect(asAnother.send(assumeReleaser)).rejects.toMatchObject(refused);
    expect((await asFunction.send(assumeReleaser)).AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/NetworkReleaser/release`);
  });

  it('refuses a role that asks for an external id that is not given', async () => {
    const { arn } = roles(sandbox.world, ACCOUNT).create({
      roleName: 'ForPartners',
      assumeRolePolicyDocument: {
        Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ACCOUNT }, Condition: { StringEquals: { 'sts:ExternalId': 'shared' } } },
      },
    });
    await expect(assume(arn)).rejects.toMatchObject({ name: 'AccessDenied' });
    await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'session', ExternalId: 'shared' }));
  });

  it('refuses a role that does not trust the caller', async () => {
    const { arn } = roles(sandbox.world, ACCOUNT).create({
      roleName: 'ForLambda',
      assumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } } },
    });
    await expect(assume(arn)).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('is not authorized to perform: sts:AssumeRole') as string });
  });
});
