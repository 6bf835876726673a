import { formatCidr, parseCidr } from '../../../sandbox/services/ec2/cidr';
import { CidrSpace } from '../../../sandbox/services/ec2/cidr-space';

const cidr = (text: string) => parseCidr(text, 'cidr');
const space = (text: string) => new CidrSpace(cidr(text));
const takeNext = (from: CidrSpace, length: number) => {
  const block = from.firstFree(length);
  if (block) from.take(block);
  return block && formatCidr(block);
};

test('the next free block is the lowest one that fits', () => {
  const ten = space('10.0.0.0/8');
  expect(takeNext(ten, 24)).toBe('10.0.0.0/24');
  expect(takeNext(ten, 16)).toBe('10.1.0.0/16');
  expect(takeNext(ten, 25)).toBe('10.0.1.0/25');
});

test('a block that overlaps a taken one can not be taken', () => {
  const ten = space('10.0.0.0/8');
  expect(ten.take(cidr('10.0.0.0/23'))).toBe(true);
  expect(ten.take(cidr('10.0.0.0/23'))).toBe(false);
  expect(ten.take(cidr('10.0.1.0/24'))).toBe(false);
  expect(ten.take(cidr('10.0.0.0/16'))).toBe(false);
  expect(ten.take(cidr('11.0.0.0/24'))).toBe(false);
  expect(ten.take(cidr('10.0.2.0/23'))).toBe(true);
});

test('what is given back is free again, as one block', () => {
  const small = space('10.0.0.0/30');
  const blocks = ['10.0.0.0/32', '10.0.0.1/32', '10.0.0.2/32', '10.0.0.3/32'];
  expect(blocks.map(() => takeNext(small, 32))).toEqual(blocks);
  expect(takeNext(small, 32)).toBeUndefined();
  for (const block of blocks) small.giveBack(cidr(block));
  expect(small.isEmpty).toBe(true);
  expect(small.take(cidr('10.0.0.0/30'))).toBe(true);
});

test('IPv6 works alike', () => {
  const wide = space('2001:db8::/32');
  expect(takeNext(wide, 56)).toBe('2001:db8::/56');
  expect(takeNext(wide, 56)).toBe('2001:db8:0:100::/56');
});

test('ten thousand blocks are taken and given back in a moment', () => {
  const ten = space('10.0.0.0/8');
  const taken = Array.from({ length: 10_000 }, () => takeNext(ten, 28));
  expect(new Set(taken).size).toBe(10_000);
  for (const block of taken) ten.giveBack(cidr(block ?? ''));
  expect(ten.take(cidr('10.0.0.0/8'))).toBe(true);
}, 2_000);
