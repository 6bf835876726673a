import { DeleteParameterCommand, GetParameterCommand, GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Sandbox } from '../../../sandbox/sandbox';

let sandbox: Sandbox;
let ssm: SSMClient;

beforeAll(async () => {
  sandbox = await Sandbox.start();
  ssm = new SSMClient({ ...sandbox.clientConfig, region: 'us-east-1' });
});

afterAll(() => sandbox.stop());

describe('SSM', () => {
  it.each(['us-east-1', 'ap-southeast-2'])('has the version that cdk bootstrap leaves, in %s', async (region) => {
    const { Parameter } = await new SSMClient({ ...sandbox.clientConfig, region }).send(new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' }));
    expect(Number(Parameter?.Value)).toBeGreaterThanOrEqual(30);
    expect(Parameter?.LastModifiedDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it('keeps a parameter, and a new version of it only when asked to overwrite', async () => {
    await ssm.send(new PutParameterCommand({ Name: '/a', Type: 'String', Value: '1' }));
    await expect(ssm.send(new PutParameterCommand({ Name: '/a', Type: 'String', Value: '2' }))).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    await expect(ssm.send(new PutParameterCommand({ Name: '/a', Type: 'String', Value: '2', Overwrite: true }))).resolves.toMatchObject({ Version: 2 });
    const { Parameters, InvalidParameters } = await ssm.send(new GetParametersCommand({ Names: ['/a', '/b'] }));
    expect(Parameters).toMatchObject([{ Name: '/a', Value: '2', Version: 2 }]);
    expect(InvalidParameters).toEqual(['/b']);
  });

  it('gives a parameter by its version, as long as that is the last one', async () => {
    await ssm.send(new PutParameterCommand({ Name: '/versions', Type: 'String', Value: '1' }));
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/versions:1' }));
    expect(Parameter).toMatchObject({ Name: '/versions', Value: '1', Selector: ':1' });
    await expect(ssm.send(new GetParameterCommand({ Name: '/versions:2' }))).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
    const { Parameters, InvalidParameters } = await ssm.send(new GetParametersCommand({ Names: ['/versions:1', '/versions:2'] }));
    expect(Parameters).toMatchObject([{ Selector: ':1' }]);
    expect(InvalidParameters).toEqual(['/versions:2']);
  });

  it('forgets a deleted parameter', async () => {
    await ssm.send(new PutParameterCommand({ Name: '/gone', Type: 'String', Value: '1' }));
    await ssm.send(new DeleteParameterCommand({ Name: '/gone' }));
    await expect(ssm.send(new GetParameterCommand({ Name: '/gone' }))).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it('refuses a request without a parameter that the API requires', async () => {
    await expect(ssm.send(new GetParameterCommand({ Name: undefined }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    });
  });
});
