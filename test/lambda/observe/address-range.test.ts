import { overlap, rangeBetween, rangeOf } from '../../../lambda/observe/address-range';

describe('a resource has an allocation as long as it has one address of its CIDR block', () => {
  test.each<[string, string, boolean]>([
    ['10.0.0.0/24', '10.0.0.0/24', true],
    ['10.0.0.0/16', '10.0.200.0/24', true],
    ['10.0.0.255/32', '10.0.0.0/24', true],
    ['10.0.1.0/32', '10.0.0.0/24', false],
    ['9.255.255.255/32', '10.0.0.0/24', false],
    ['10.0.0.0/25', '10.0.0.128/25', false],
    ['0.0.0.0/0', '203.0.113.9/32', true],
    // The host bits do not count.
    ['10.0.0.77/24', '10.0.0.1/32', true],
    ['1.0.0.0/8', '0.0.0.1/32', false],
    ['2001:db8::/56', '2001:DB8:0:ff::/64', true],
    ['2001:db8::/56', '2001:db8:0:100::/64', false],
    ['2001:db8::ffff/128', '2001:db8::/112', true],
    ['2001:db8::1:0/128', '2001:db8::/112', false],
    ['::/0', '2001:db8::/56', true],
    // As numbers they are the same.
    ['0.0.0.1/32', '::1/128', false],
    ['0.0.0.0/0', '::/0', false],
  ])('%s and %s: %s', (one, other, has) => {
    expect([overlap(rangeOf(one), rangeOf(other)), overlap(rangeOf(other), rangeOf(one))]).toEqual([has, has]);
  });
});

describe('a range by its ends', () => {
  test.each<[string, string, string, boolean]>([
    ['198.51.100.16', '198.51.100.31', '198.51.100.31/32', true],
    ['198.51.100.16', '198.51.100.31', '198.51.100.16/32', true],
    ['198.51.100.16', '198.51.100.31', '198.51.100.32/32', false],
    ['198.51.100.16', '198.51.100.31', '198.51.100.15/32', false],
    ['198.51.100.16', '198.51.100.16', '198.51.100.0/24', true],
    ['2001:db8::', '2001:db8::ff', '2001:db8::ff/128', true],
    ['2001:db8::', '2001:db8::ff', '2001:db8::100/128', false],
  ])('%s to %s and %s: %s', (first, last, cidr, has) => {
    expect(overlap(rangeBetween(first, last), rangeOf(cidr))).toBe(has);
  });
});

describe('what nobody can read may be anything: somebody may use it', () => {
  test.each([undefined, '', 'all', '10.0.0.0', '10.0.0.0/33', '10.0.0/24', '/24', '2001:db8::/129', 'fe80::1%eth0/64'])('%j as a CIDR block', (cidr) => {
    expect(rangeOf(cidr)).toBeUndefined();
    expect([overlap(rangeOf(cidr), rangeOf('10.0.0.0/24')), overlap(rangeOf('10.0.0.0/24'), rangeOf(cidr))]).toEqual([true, true]);
  });

  test.each([[undefined, '10.0.0.1'], ['10.0.0.1', undefined], ['', ''], ['10.0.0.1', 'the last'], ['10.0.0.1/32', '10.0.0.1/32']])('%j to %j as ends', (first, last) => {
    expect(rangeBetween(first, last)).toBeUndefined();
  });
});
