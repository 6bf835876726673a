import { ACCOUNT, ADDRESS, HERE, OTHER_ACCOUNT, ROLE, TAGGED, look } from '../listed';
import { Observer } from '../../../lambda/observe/observer';
import type { AddressesItem } from '../../../lambda/item';
import { ec2Error, ScriptedWorld } from '../scripted-ec2';

const BY_IP: AddressesItem = { ...ADDRESS, allocationId: undefined, publicIp: '198.51.100.7' };

/** EC2 with these addresses, which its filters let through, whatever they say: what is meant is not for EC2 to say. */
function withAddresses(...Addresses: object[]): ScriptedWorld {
  return new ScriptedWorld({ DescribeAddresses: () => ({ Addresses }) });
}

const shown = (id: string, ...tags: [string, string?][]) => ({
  AllocationId: id,
  PublicIp: '198.51.100.7',
  NetworkBorderGroup: 'us-east-1',
  Tags: tags.map(([Key, Value]) => ({ Key, Value })),
});

describe('an address is released only if it is the one that is listed', () => {
  test('by its id', async () => {
    expect(await look(withAddresses(shown('eipalloc-11111111'), shown('eipalloc-64d5890a')), ADDRESS)).toMatchObject({ is: 'seen', targets: [{ holderId: 'eipalloc-64d5890a' }] });
  });

  test('by its IP', async () => {
    const other = { ...shown('eipalloc-11111111'), PublicIp: '198.51.100.77' };
    expect(await look(withAddresses(other, shown('eipalloc-22222222')), BY_IP)).toMatchObject({ targets: [{ holderId: 'eipalloc-22222222' }] });
  });

  test('by its tag: nobody loses an address whose tag has the key and another value', async () => {
    const addresses = withAddresses(shown('eipalloc-11111111', ['stage', 'prod']), shown('eipalloc-22222222', ['owner', 'test'], ['stage', 'test']), shown('eipalloc-33333333'));
    const sighting = await look(addresses, { ...TAGGED, tag: { key: 'stage', value: 'test' } });
    expect(sighting).toMatchObject({ targets: [{ holderId: 'eipalloc-22222222' }] });
    expect(addresses.of('DescribeAddresses')).toMatchObject([{ input: { Filters: [{ Name: 'tag:stage', Values: ['test'] }] } }]);
  });

  test('a tag that is listed with an empty value is not listed with any value: nobody loses production', async () => {
    const addresses = withAddresses(shown('eipalloc-11111111', ['stage', 'prod']), shown('eipalloc-22222222', ['stage', '']));
    const sighting = await look(addresses, { ...TAGGED, tag: { key: 'stage', value: '' } });
    expect(sighting).toMatchObject({ targets: [{ holderId: 'eipalloc-22222222' }] });
    expect(addresses.of('DescribeAddresses')).toMatchObject([{ input: { Filters: [{ Name: 'tag:stage', Values: [''] }] } }]);
  });

  test('a tag that is listed without a value is that tag with any', async () => {
    const addresses = withAddresses(shown('eipalloc-11111111', ['stage', 'prod']), shown('eipalloc-22222222', ['stage', '']), shown('eipalloc-33333333', ['Stage', 'prod']));
    expect(await look(addresses, TAGGED)).toMatchObject({ targets: [{ holderId: 'eipalloc-11111111' }, { holderId: 'eipalloc-22222222' }] });
    expect(addresses.of('DescribeAddresses')).toMatchObject([{ input: { Filters: [{ Name: 'tag-key', Values: ['stage'] }] } }]);
  });

  test('an address that EC2 shows without any tags has none', async () => {
    expect(await look(withAddresses({ AllocationId: 'eipalloc-11111111', PublicIp: '198.51.100.7' }), TAGGED)).toEqual({ is: 'seen', targets: [] });
  });
});

describe('addresses are asked for where they are, in as few calls as filters allow', () => {
  test('450 ids are three calls: a filter with more than 200 values is refused, and nothing would ever be released', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => `eipalloc-${String(index).padStart(8, '0')}`);
    const scripted = withAddresses();
    const items = ids.map((allocationId) => ({ ...ADDRESS, allocationId }));
    const sightings = await new Observer(scripted.world, ACCOUNT).look(items);
    const filters = scripted.of('DescribeAddresses').map(({ input }) => (input.Filters as { Name: string; Values: string[] }[])[0]);
    expect(filters.map((filter) => filter?.Name)).toEqual(Array(3).fill('allocation-id'));
    expect(filters.map((filter) => filter?.Values.length)).toEqual([200, 200, 50]);
    expect(filters.flatMap((filter) => filter?.Values)).toEqual(ids);
    expect(items.map((item) => sightings.get(item))).toEqual(ids.map(() => ({ is: 'seen', targets: [] })));
  });

  test('each Region and each account is asked for its own', async () => {
    const scripted = withAddresses();
    const items = [HERE, { region: 'eu-west-1', roleArn: undefined }, { ...HERE, roleArn: ROLE }].map((at) => ({ ...ADDRESS, at }));
    await new Observer(scripted.world, ACCOUNT).look([...items, BY_IP]);
    expect(scripted.of('DescribeAddresses').map(({ region, roleArn, input }) => [region, roleArn, input.Filters])).toEqual([
      ['us-east-1', undefined, [{ Name: 'allocation-id', Values: [ADDRESS.allocationId] }]],
      ['us-east-1', undefined, [{ Name: 'public-ip', Values: [BY_IP.publicIp] }]],
      ['eu-west-1', undefined, [{ Name: 'allocation-id', Values: [ADDRESS.allocationId] }]],
      ['us-east-1', ROLE, [{ Name: 'allocation-id', Values: [ADDRESS.allocationId] }]],
    ]);
  });

  test('where EC2 refuses to show them, they are not gone, and what was asked elsewhere is seen', async () => {
    const scripted = new ScriptedWorld({
      DescribeAddresses: ({ region }) => {
        if (region === 'eu-west-1') throw ec2Error('UnauthorizedOperation');
        return { Addresses: [shown('eipalloc-64d5890a')] };
      },
    });
    const elsewhere = { ...ADDRESS, at: { region: 'eu-west-1', roleArn: undefined } };
    const sightings = await new Observer(scripted.world, ACCOUNT).look([ADDRESS, elsewhere]);
    expect(sightings.get(ADDRESS)).toMatchObject({ is: 'seen', targets: [{ holderId: 'eipalloc-64d5890a' }] });
    expect(sightings.get(elsewhere)).toMatchObject({ is: 'unclear', verdict: { meaning: 'fatal', code: 'UnauthorizedOperation' } });
  });
});

describe('what is done about an address', () => {
  const held = { ...shown('eipalloc-64d5890a'), AssociationId: 'eipassoc-1', NetworkInterfaceId: 'eni-1', NetworkInterfaceOwnerId: OTHER_ACCOUNT };

  test('it is released where it is, from its own border group, and taken from what it is associated with', async () => {
    const item = { ...ADDRESS, at: { region: 'eu-west-1', roleArn: ROLE }, resetReverseDns: true };
    expect(await look(withAddresses(held), item)).toEqual({
      is: 'seen',
      targets: [
        {
          id: 'eu-west-1 eipalloc-64d5890a',
          name: 'Elastic IP eipalloc-64d5890a (198.51.100.7)',
          holderId: 'eipalloc-64d5890a',
          step: { do: 'releaseAddress', at: item.at, allocationId: 'eipalloc-64d5890a', associationId: 'eipassoc-1', networkBorderGroup: 'us-east-1', resetReverseDns: true },
        },
      ],
    });
  });

  test('who does not want it to be taken from its instance keeps it, and reads which', async () => {
    const sighting = await look(withAddresses({ ...held, InstanceId: 'i-1' }), { ...ADDRESS, disassociate: false });
    const message = `the address is associated with instance i-1 (network interface eni-1 of account ${OTHER_ACCOUNT}), and is not to be disassociated`;
    expect(sighting).toMatchObject({ targets: [{ verdict: { meaning: 'retry', code: 'Associated', message } }] });
    expect(sighting).not.toHaveProperty('targets.0.step');
  });

  test('an interface is named where no instance is', async () => {
    const message = `the address is associated with network interface eni-1 of account ${OTHER_ACCOUNT}, and is not to be disassociated`;
    expect(await look(withAddresses(held), { ...ADDRESS, disassociate: false })).toMatchObject({ targets: [{ verdict: { message } }] });
  });

  test.each([
    ['something that EC2 does not name', {}],
    ['network interface eni-1', { NetworkInterfaceId: 'eni-1' }],
    ['instance i-1', { InstanceId: 'i-1' }],
    ['instance i-1 (network interface eni-1)', { InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' }],
  ])('of what it is associated with, EC2 may tell no more than: %s', async (name, holder) => {
    const address = { ...shown('eipalloc-64d5890a'), PublicIp: undefined, AssociationId: 'eipassoc-1', ...holder };
    const message = `the address is associated with ${name}, and is not to be disassociated`;
    expect(await look(withAddresses(address), { ...ADDRESS, disassociate: false })).toMatchObject({ targets: [{ name: 'Elastic IP eipalloc-64d5890a', verdict: { message } }] });
  });

  test('one that is associated with nothing is released all the same', async () => {
    expect(await look(withAddresses(shown('eipalloc-64d5890a')), { ...ADDRESS, disassociate: false })).toMatchObject({ targets: [{ step: { do: 'releaseAddress', associationId: undefined } }] });
  });

  test('one that AWS manages is never touched, be it associated or not', async () => {
    const sighting = await look(withAddresses({ ...held, ServiceManaged: 'alb' }), ADDRESS);
    const verdict = {
      meaning: 'retry',
      code: 'ServiceManaged',
      message: 'AWS manages this address for alb, and takes it back some minutes after what uses it is deleted',
      remedy: 'if nobody needs it any more, delete the alb resource that uses it',
    };
    expect(sighting).toMatchObject({ targets: [{ holderId: 'eipalloc-64d5890a', verdict }] });
    expect(sighting).not.toHaveProperty('targets.0.step');
  });
});
