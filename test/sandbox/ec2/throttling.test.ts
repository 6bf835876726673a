import { EVERYDAY } from '../../../sandbox/unkindness';
import { administrator } from '../../../sandbox/principal';
import { Cloud, SECOND } from './cloud';

const THROTTLED = { code: 'RequestLimitExceeded', httpStatus: 503, message: 'Request limit exceeded.' };

async function until(limit: number, call: () => Promise<unknown>): Promise<number> {
  for (let answered = 0; answered < limit; answered++) {
    try {
      await call();
    } catch (error) {
      expect(error).toMatchObject(THROTTLED);
      return answered;
    }
  }
  return limit;
}

test('50 mutating calls and 100 describing ones are answered at once, then 5 and 20 a second', async () => {
  const cloud = new Cloud({ throttling: EVERYDAY.throttling });
  const allocate = () => cloud.call('AllocateAddress', {});
  const describe = () => cloud.call('DescribeAddresses', {});
  expect(await until(200, allocate)).toBe(50);
  expect(await until(200, describe)).toBe(100);
  cloud.clock.pass(SECOND);
  expect(await until(200, allocate)).toBe(5);
  expect(await until(200, describe)).toBe(20);
  cloud.clock.pass(60 * SECOND);
  expect(await until(200, allocate)).toBe(50);
});

test('each account, Region and API has a bucket of its own', async () => {
  const cloud = new Cloud({ throttling: EVERYDAY.throttling });
  expect(await until(200, () => cloud.call('AllocateAddress', {}))).toBe(50);
  await expect(cloud.call('AllocateAddress', {})).rejects.toMatchObject(THROTTLED);
  await cloud.call('AllocateAddress', {}, { region: 'eu-west-1' });
  await cloud.call('AllocateAddress', {}, { caller: administrator('444455556666') });
  await cloud.call('CreateVpc', { CidrBlock: '10.0.0.0/16' });
});

test('what only reads is describing, whatever it is called: Get, too', async () => {
  const cloud = new Cloud({ throttling: EVERYDAY.throttling });
  const { privateScope } = await cloud.ipam();
  const IpamPoolId = await cloud.pool(privateScope);
  expect(await until(200, () => cloud.call('GetIpamPoolAllocations', { IpamPoolId }))).toBe(100);
  expect(await until(200, () => cloud.call('DescribeIpamPools', {}))).toBe(100);
  expect(await until(200, () => cloud.call('ModifyIpamPool', { IpamPoolId, Description: 'of the network team' }))).toBe(50);
});

test('a bucket fills up at its pace, whether it is asked meanwhile or not', async () => {
  const cloud = new Cloud({ throttling: EVERYDAY.throttling });
  const allocate = () => cloud.call('AllocateAddress', {});
  await until(200, allocate);
  const answered: number[] = [];
  for (let step = 0; step < 8; step++) {
    cloud.clock.pass(SECOND / 20);
    answered.push(await until(200, allocate));
  }
  expect(answered).toEqual([0, 0, 0, 1, 0, 0, 0, 1]);
  cloud.clock.pass(2 * SECOND);
  expect(await until(200, allocate)).toBe(10);
});

test('without throttling everything is answered', async () => {
  const cloud = new Cloud({ throttling: 'off' });
  expect(await until(200, () => cloud.call('AllocateAddress', {}))).toBe(200);
});
