import { canonicalCidr, networkOf } from '../../lib/cidr';

test.each([
  ['10.0.0.0/23', '10.0.0.0/23'],
  ['10.0.1.255/23', '10.0.0.0/23'],
  ['255.255.255.255/0', '0.0.0.0/0'],
  ['198.51.100.7/32', '198.51.100.7/32'],
  ['255.255.255.255/1', '128.0.0.0/1'],
  ['2001:0DB8:0::/56', '2001:db8::/56'],
  ['2001:db8::1/64', '2001:db8::/64'],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/0', '::/0'],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/33', 'ffff:ffff:8000::/33'],
  ['::1/128', '::1/128'],
  ['2001:db8:0:1:0:0:0:1/128', '2001:db8:0:1::1/128'],
  ['2001:0:0:1:0:0:0:1/128', '2001:0:0:1::1/128'],
  ['::ffff:10.0.0.1/128', '::ffff:a00:1/128'],
])('%s is in the network %s', (cidr, network) => {
  expect(networkOf(cidr)).toBe(network);
});

test.each(['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/08', '10.0.0/8', '010.0.0.0/8', '10.0.0.0/8/8', '2001:db8::/129', 'fe80::1%eth0/64', '2001:db8::/-1', ' ::/0', '1::2::3/64', '/8', ''])(
  '%j is no CIDR block',
  (cidr) => {
    expect(networkOf(cidr)).toBeUndefined();
  },
);

test('a network has no bit behind the prefix, whatever the prefix', () => {
  const address = 0x20010db885a308d313198a2e03707348n;
  for (let prefix = 0n; prefix <= 128n; prefix += 1n) {
    const hostBits = 128n - prefix;
    const digits = ((address >> hostBits) << hostBits).toString(16).padStart(32, '0');
    const groups = digits.match(/.{4}/g) ?? [];
    expect(networkOf(`2001:db8:85a3:8d3:1319:8a2e:370:7348/${prefix}`)).toBe(canonicalCidr(`${groups.join(':')}/${prefix}`));
  }
});

test('blocks are compared in one spelling, with their host bits', () => {
  expect(canonicalCidr('2001:0DB8:0::1/56')).toBe('2001:db8::1/56');
  expect(canonicalCidr('10.0.1.0/23')).toBe('10.0.1.0/23');
  expect(canonicalCidr('')).toBe('');
});
