import { describeItem, isExact, placeKey, type Item } from '../../lambda/item';
import { ADDRESS, DELETE_POOL, EMPTY_POOL, EVERY_MANUAL, POOL, ROLE, TAGGED } from './listed';

const { poolId } = POOL;
const BY_ID = { ...EVERY_MANUAL, allocationId: 'ipam-pool-alloc-1' };
const BY_IP = { ...ADDRESS, allocationId: undefined, publicIp: '198.51.100.7' };

test.each<[Item, string]>([
  [EVERY_MANUAL, `manual IPAM allocations of ${poolId}`],
  [BY_ID, `IPAM allocation ipam-pool-alloc-1 of ${poolId}`],
  [{ ...BY_ID, cidr: '10.0.0.0/24' }, `IPAM allocation ipam-pool-alloc-1 (10.0.0.0/24) of ${poolId}`],
  [{ ...EVERY_MANUAL, cidr: '10.0.0.0/24' }, `IPAM allocation of 10.0.0.0/24 from ${poolId}`],
  [{ ...EVERY_MANUAL, tag: { key: 'stage', value: 'test' } }, `IPAM allocations tagged stage=test of ${poolId}`],
  [ADDRESS, 'Elastic IP eipalloc-64d5890a'],
  [BY_IP, 'Elastic IP 198.51.100.7'],
  [TAGGED, 'Elastic IPs tagged stage'],
  // No value is not any value.
  [{ ...TAGGED, tag: { key: 'stage', value: '' } }, 'Elastic IPs tagged stage='],
  [EMPTY_POOL, `pool ${poolId} to be empty`],
  [DELETE_POOL, `pool ${poolId} to be deleted`],
])('an item is named as who listed it knows it: %#', (item, name) => {
  expect(describeItem(item)).toBe(name);
});

test('only what is named by an id is one thing, of which no more can turn up', () => {
  expect([BY_ID, ADDRESS].map(isExact)).toEqual([true, true]);
  // An address is given to somebody else, a CIDR is allocated anew, and a pool is filled again.
  expect([BY_IP, TAGGED, EVERY_MANUAL, { ...EVERY_MANUAL, cidr: '10.0.0.0/24' }, EMPTY_POOL, DELETE_POOL].map(isExact)).toEqual([false, false, false, false, false, false]);
});

test('the same Region is another place with another role', () => {
  const places = [{ region: 'us-east-1', roleArn: undefined }, { region: 'eu-west-1', roleArn: undefined }, { region: 'us-east-1', roleArn: ROLE }, { region: 'us-east-1', roleArn: `${ROLE}2` }];
  expect(new Set(places.map(placeKey)).size).toBe(4);
  expect(placeKey({ region: 'us-east-1', roleArn: ROLE })).toBe(placeKey({ ...POOL, roleArn: ROLE }));
});
