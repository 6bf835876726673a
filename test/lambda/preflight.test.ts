import { EC2ServiceException, type EC2Client } from '@aws-sdk/client-ec2';
import { Invocation } from '../../lambda/invocation';
import type { Item } from '../../lambda/item';
import { preflight } from '../../lambda/preflight';
import type { World } from '../../lambda/world';
import { VirtualClock } from './virtual-clock';

// On AWS a DryRun always ends in an error. Emulators ignore the parameter.

const ID = 'eipalloc-64d5890a';
const ADDRESS: Item = { kind: 'addresses', at: { region: 'us-east-1', roleArn: undefined }, allocationId: ID, publicIp: undefined, tag: undefined, disassociate: true, resetReverseDns: true };
const REFUSED = new EC2ServiceException({ name: 'DryRunOperation', message: 'Request would have succeeded', $fault: 'client', $metadata: {} });

/** A preflight of one address at an endpoint that refuses the DryRuns of these APIs alone. */
async function preflightWhere(refuses: (api: string) => boolean) {
  const clock = new VirtualClock();
  const mutating: string[] = [];
  const send = (command: { constructor: { name: string }; input: { DryRun?: boolean } }) => {
    const api = command.constructor.name.replace(/Command$/, '');
    if (!api.startsWith('Describe')) mutating.push(api);
    if (command.input.DryRun && refuses(api)) return Promise.reject(REFUSED);
    return Promise.resolve({ Addresses: [{ AllocationId: ID, PublicIp: '192.0.2.1', Domain: 'vpc', AssociationId: 'eipassoc-1', NetworkInterfaceId: 'eni-1' }], Return: true });
  };
  const ec2 = { send } as unknown as EC2Client;
  const world = { clock, region: 'us-east-1', ec2: () => ec2, cloudFormation: { send: () => Promise.reject(new Error('no answer')) }, log: () => undefined } as unknown as World;
  const request = { StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Stack/1', LogicalResourceId: 'Release' };
  const { problems, notes } = await preflight(world, new Invocation(clock, 900_000), [ADDRESS], request, '111122223333');
  return { mutating, problems, notes };
}

test('where DryRuns are refused, each call is tried', async () => {
  const { mutating, problems } = await preflightWhere(() => true);
  expect(new Set(mutating)).toEqual(new Set(['DisassociateAddress', 'ReleaseAddress', 'ResetAddressAttribute']));
  expect(problems).toEqual([]);
});

test('where a harmless DryRun is carried out, no other is sent', async () => {
  const { mutating, problems, notes } = await preflightWhere(() => false);
  expect(mutating).toEqual([]);
  expect(problems).toEqual([]);
  expect(notes).toContain('This endpoint in us-east-1 does not know DryRun: whether the role may release was not tried.');
});

test('the first DryRun that is carried out is the last, and a problem', async () => {
  const { mutating, problems } = await preflightWhere((api) => api.startsWith('Describe'));
  expect(mutating).toHaveLength(1);
  expect(problems).toEqual([expect.stringMatching(/^\w+Address in us-east-1 was sent with DryRun, and was not refused: what is listed may be released already/)]);
});
