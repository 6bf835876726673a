import { readProperties } from '../../lambda/properties';

const allocation = {
  PoolId: 'ipam-pool-0ec3f7cf1ae3aba60',
  Cidr: '10.0.0.0/23',
  AllocationId: 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89',
  PoolInApp: 'true',
};
const address = { AllocationId: 'eipalloc-64d5890a' };
const good = { ServiceToken: 'arn', ContractVersion: '1', Timeout: '2700', IpamAllocations: [allocation], ElasticIps: [address] };

describe('the properties of the custom resource', () => {
  test('what the construct writes is understood', () => {
    expect(readProperties(good)).toEqual({
      timeoutSeconds: 2700,
      items: [
        { kind: 'allocation', poolId: allocation.PoolId, cidr: '10.0.0.0/23', allocationId: allocation.AllocationId, poolInApp: true },
        { kind: 'address', allocationId: address.AllocationId },
      ],
    });
  });

  test('CIDR blocks are compared in EC2\'s spelling', () => {
    const { items } = readProperties({ ...good, IpamAllocations: [{ ...allocation, Cidr: '2001:DB8:0::/56' }] });
    expect(items[0]).toMatchObject({ cidr: '2001:db8::/56' });
  });

  test('the string "false" is not taken for true', () => {
    expect(readProperties({ ...good, IpamAllocations: [{ ...allocation, PoolInApp: 'false' }] }).items[0]).toMatchObject({ poolInApp: false });
  });

  test.each<[string, unknown, string]>([
    ['no object', 'text', 'ResourceProperties must be an object, got "text"'],
    ['another version', { ...good, ContractVersion: '2' }, 'ContractVersion must be "1", got "2"'],
    ['no time-out', { ...good, Timeout: undefined }, 'Timeout must be whole seconds from 1 to 2700, got nothing'],
    ['a time-out that is too long', { ...good, Timeout: '2701' }, 'Timeout must be whole seconds from 1 to 2700, got "2701"'],
    ['a time-out of no digits', { ...good, Timeout: '1e3' }, 'Timeout must be whole seconds from 1 to 2700, got "1e3"'],
    ['nothing listed', { ...good, IpamAllocations: [], ElasticIps: [] }, 'IpamAllocations and ElasticIps are both empty'],
    ['a list that is none', { ...good, ElasticIps: { 0: address } }, 'ElasticIps must be a list, got {"0":{"AllocationId":"eipalloc-64d5890a"}}'],
    ['an entry that is no object', { ...good, ElasticIps: [address.AllocationId] }, 'ElasticIps[0] must be an object, got "eipalloc-64d5890a"'],
    ['a malformed address id', { ...good, ElasticIps: [{ AllocationId: 'x' }] }, 'ElasticIps[0].AllocationId must be an Elastic IP allocation id'],
    ['a malformed pool id', { ...good, IpamAllocations: [{ ...allocation, PoolId: 'x' }] }, 'IpamAllocations[0].PoolId must be an IPAM pool id'],
    ['a malformed CIDR', { ...good, IpamAllocations: [{ ...allocation, Cidr: '10.0.0.0/33' }] }, 'IpamAllocations[0].Cidr must be an IPv4 or IPv6 CIDR block'],
    ['a CIDR with host bits', { ...good, IpamAllocations: [{ ...allocation, Cidr: '10.0.1.0/23' }] }, 'IpamAllocations[0].Cidr must have no host bits set, got "10.0.1.0/23"; did you mean 10.0.0.0/23?'],
    ['a malformed allocation id', { ...good, IpamAllocations: [{ ...allocation, AllocationId: 7 }] }, 'IpamAllocations[0].AllocationId must be an IPAM pool allocation id'],
    ['a duplicate', { ...good, ElasticIps: [address, address] }, '"eipalloc-64d5890a" is listed twice; list it once'],
  ])('%s is refused with a message that names the property', (_, properties, message) => {
    expect(() => readProperties(properties)).toThrow(message);
  });
});
