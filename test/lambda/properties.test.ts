import { readProperties, type Listed } from '../../lambda/properties';

const REGION = 'us-east-1';
const read = (properties: unknown): Listed => readProperties(properties, REGION);

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
    expect(read(good)).toEqual({
      timeoutSeconds: 2700,
      releaseOn: [],
      preflight: 'SKIP',
      items: [
        {
          kind: 'allocations',
          pool: { poolId: allocation.PoolId, region: REGION, roleArn: undefined, inApp: true, known: true },
          cidr: '10.0.0.0/23',
          allocationId: allocation.AllocationId,
          tag: undefined,
        },
        {
          kind: 'addresses',
          at: { region: REGION, roleArn: undefined },
          allocationId: address.AllocationId,
          publicIp: undefined,
          tag: undefined,
          disassociate: true,
          resetReverseDns: false,
        },
      ],
    });
  });

  test('pools to empty and to delete, places and options are understood', () => {
    const pool = { PoolId: allocation.PoolId, PoolInApp: 'false', Region: 'eu-west-1', RoleArn: 'arn:aws:iam::444455556666:role/releaser' };
    const { items, releaseOn, preflight } = read({
      ...good,
      ReleaseOn: ['REMOVAL', 'CREATION_ROLLBACK'],
      Preflight: 'FAIL',
      IpamAllocations: [{ ...pool, TagKey: 'env', TagValue: 'test' }, { ...pool, AllManual: 'true' }],
      ElasticIps: [{ PublicIp: '198.51.100.7', Disassociate: 'false', ResetReverseDns: 'true' }, { TagKey: 'env' }],
      EmptyPools: [{ ...pool, StopMonitoring: 'true', CascadeWhenUnused: 'true' }],
      DeletePools: [{ ...pool, Cascade: 'true' }],
    });
    const at = { region: 'eu-west-1', roleArn: pool.RoleArn };
    expect({ releaseOn, preflight }).toEqual({ releaseOn: ['REMOVAL', 'CREATION_ROLLBACK'], preflight: 'FAIL' });
    expect(items).toMatchObject([
      { kind: 'allocations', pool: { ...at, known: true, inApp: false }, tag: { key: 'env', value: 'test' } },
      { kind: 'allocations', pool: at, tag: undefined, cidr: undefined, allocationId: undefined },
      { kind: 'addresses', publicIp: '198.51.100.7', disassociate: false, resetReverseDns: true },
      { kind: 'addresses', tag: { key: 'env', value: undefined } },
      { kind: 'emptyPool', pool: at, stopMonitoring: true, cascadeWhenUnused: true },
      { kind: 'deletePool', pool: at, cascade: true },
    ]);
  });

  test('CIDR blocks are compared in EC2\'s spelling', () => {
    const { items } = read({ ...good, IpamAllocations: [{ ...allocation, Cidr: '2001:DB8:0::/56' }] });
    expect(items[0]).toMatchObject({ cidr: '2001:db8::/56' });
  });

  test('the string "false" is not taken for true', () => {
    expect(read({ ...good, IpamAllocations: [{ ...allocation, PoolInApp: 'false' }] }).items[0]).toMatchObject({ pool: { inApp: false, known: false } });
  });

  test.each<[string, unknown, string]>([
    ['no object', 'text', 'ResourceProperties must be an object, got "text"'],
    ['another version', { ...good, ContractVersion: '2' }, 'ContractVersion must be "1", got "2"'],
    ['no time-out', { ...good, Timeout: undefined }, 'Timeout must be whole seconds from 1 to 2700, got nothing'],
    ['a time-out that is too long', { ...good, Timeout: '2701' }, 'Timeout must be whole seconds from 1 to 2700, got "2701"'],
    ['a time-out of no digits', { ...good, Timeout: '1e3' }, 'Timeout must be whole seconds from 1 to 2700, got "1e3"'],
    ['nothing listed', { ...good, IpamAllocations: [], ElasticIps: [] }, 'IpamAllocations, ElasticIps, EmptyPools and DeletePools are all empty; list at least one item'],
    ['a list that is none', { ...good, ElasticIps: { 0: address } }, 'ElasticIps must be a list, got {"0":{"AllocationId":"eipalloc-64d5890a"}}'],
    ['an entry that is no object', { ...good, ElasticIps: [address.AllocationId] }, 'ElasticIps[0] must be an object, got "eipalloc-64d5890a"'],
    ['a malformed address id', { ...good, ElasticIps: [{ AllocationId: 'x' }] }, 'ElasticIps[0].AllocationId must be an Elastic IP allocation id'],
    ['a malformed pool id', { ...good, IpamAllocations: [{ ...allocation, PoolId: 'x' }] }, 'IpamAllocations[0].PoolId must be an IPAM pool id'],
    ['a malformed CIDR', { ...good, IpamAllocations: [{ ...allocation, Cidr: '10.0.0.0/33' }] }, 'IpamAllocations[0].Cidr must be an IPv4 or IPv6 CIDR block'],
    ['a CIDR with host bits', { ...good, IpamAllocations: [{ ...allocation, Cidr: '10.0.1.0/23' }] }, 'IpamAllocations[0].Cidr must have no host bits set, got "10.0.1.0/23"; did you mean 10.0.0.0/23?'],
    ['a malformed allocation id', { ...good, IpamAllocations: [{ ...allocation, AllocationId: 7 }] }, 'IpamAllocations[0].AllocationId must be an IPAM pool allocation id'],
    ['an allocation that is narrowed by nothing', { ...good, IpamAllocations: [{ PoolId: allocation.PoolId }] }, 'IpamAllocations[0] must have either AllManual "true" or at least one of Cidr, AllocationId and TagKey'],
    ['an allocation that is one and all', { ...good, IpamAllocations: [{ ...allocation, AllManual: 'true' }] }, 'IpamAllocations[0] must have either AllManual "true" or'],
    ['an address that is named twice over', { ...good, ElasticIps: [{ ...address, PublicIp: '198.51.100.7' }] }, 'ElasticIps[0] must have exactly one of AllocationId, PublicIp and TagKey'],
    ['an address that is not named', { ...good, ElasticIps: [{}] }, 'ElasticIps[0] must have exactly one of'],
    ['a public IP that is none', { ...good, ElasticIps: [{ PublicIp: '198.51.100' }] }, 'ElasticIps[0].PublicIp must be an IPv4 address such as 198.51.100.7, got "198.51.100"'],
    ['a tag value without a key', { ...good, ElasticIps: [{ ...address, TagValue: 'x' }] }, 'ElasticIps[0].TagValue needs a TagKey'],
    ['an empty tag key', { ...good, ElasticIps: [{ TagKey: '' }] }, 'ElasticIps[0].TagKey must have 1 to 128 characters'],
    ['a Region that is none', { ...good, ElasticIps: [{ ...address, Region: 'us-west-2-lax-1' }] }, 'ElasticIps[0].Region must be the name of a Region (such as eu-central-1), got "us-west-2-lax-1"'],
    ['a role that is none', { ...good, ElasticIps: [{ ...address, RoleArn: 'role' }] }, 'ElasticIps[0].RoleArn must be the ARN of an IAM role'],
    ['a boolean that is none', { ...good, EmptyPools: [{ PoolId: allocation.PoolId, StopMonitoring: 'yes' }] }, 'EmptyPools[0].StopMonitoring must be one of true, false, got "yes"'],
    ['a cause that is none', { ...good, ReleaseOn: ['ALWAYS'] }, 'ReleaseOn[0] must be one of CREATION_ROLLBACK, REMOVAL, REPLACEMENT, got "ALWAYS"'],
    ['causes that are no list', { ...good, ReleaseOn: 'REMOVAL' }, 'ReleaseOn must be a list, got "REMOVAL"'],
    ['a preflight that is none', { ...good, Preflight: 'MAYBE' }, 'Preflight must be one of FAIL, WARN, SKIP, got "MAYBE"'],
    ['a pool to empty that is listed twice', { ...good, EmptyPools: [{ PoolId: allocation.PoolId }, { PoolId: allocation.PoolId }] }, 'in EmptyPools, "ipam-pool-0ec3f7cf1ae3aba60" is listed twice; list it once'],
    ['a duplicate', { ...good, ElasticIps: [address, address] }, 'in ElasticIps, "eipalloc-64d5890a" is listed twice; list it once'],
    ['a field that is misspelt', { ...good, ElasticIps: [{ ...address, Dissociate: 'false' }] }, 'ElasticIps[0] has a field that this version does not know, "Dissociate"; it knows Region, RoleArn, AllocationId'],
    ['a time-out of zero', { ...good, Timeout: '0' }, 'Timeout must be whole seconds from 1 to 2700, got "0"'],
    ['a time-out that is a number', { ...good, Timeout: 60 }, 'Timeout must be whole seconds from 1 to 2700, got 60'],
    ['a misspelt All', { ...good, IpamAllocations: [{ ...allocation, AllManual: 'True' }] }, 'IpamAllocations[0].AllManual must be one of true, false, got "True"'],
    ['a PoolInApp that is neither', { ...good, IpamAllocations: [{ ...allocation, PoolInApp: true }] }, 'IpamAllocations[0].PoolInApp must be one of true, false, got true'],
    ['a Disassociate that is neither', { ...good, ElasticIps: [{ ...address, Disassociate: 'no' }] }, 'ElasticIps[0].Disassociate must be one of true, false, got "no"'],
    ['a ResetReverseDns that is neither', { ...good, ElasticIps: [{ ...address, ResetReverseDns: '' }] }, 'ElasticIps[0].ResetReverseDns must be one of true, false, got ""'],
    ['a Cascade that is neither', { ...good, DeletePools: [{ PoolId: allocation.PoolId, Cascade: 1 }] }, 'DeletePools[0].Cascade must be one of true, false, got 1'],
    ['a CascadeWhenUnused that is neither', { ...good, EmptyPools: [{ PoolId: allocation.PoolId, CascadeWhenUnused: true }] }, 'EmptyPools[0].CascadeWhenUnused must be one of true, false, got true'],
    ['a tag value that is no text', { ...good, ElasticIps: [{ TagKey: 'env', TagValue: 7 }] }, 'ElasticIps[0].TagValue must have 0 to 256 characters, got 7'],
    ['pools to delete that are no list', { ...good, DeletePools: 'all' }, 'DeletePools must be a list, got "all"'],
    ['every manual allocation of a pool, twice', { ...good, IpamAllocations: Array(2).fill({ PoolId: allocation.PoolId, AllManual: 'true' }) }, 'in IpamAllocations, every manual allocation of "ipam-pool-0ec3f7cf1ae3aba60" is listed twice; list it once'],
    ['an entry that is null', { ...good, EmptyPools: [null] }, 'EmptyPools[0] must be an object, got null'],
    ['a field that every object has', { ...good, EmptyPools: [{ PoolId: allocation.PoolId, toString: 'x' }] }, 'EmptyPools[0] has a field that this version does not know, "toString"; it knows PoolId, PoolInApp, Region, RoleArn, StopMonitoring, CascadeWhenUnused'],
    ['a null', { ...good, Preflight: null }, 'Preflight must be one of FAIL, WARN, SKIP, got null'],
  ])('%s is refused with a message that names the property', (_, properties, message) => {
    expect(() => read(properties)).toThrow(message);
  });
});

describe('what the properties mean', () => {
  const pool = { PoolId: allocation.PoolId };

  test('whatever is not said is no', () => {
    const { items } = read({ ContractVersion: '1', Timeout: '1', IpamAllocations: [{ ...pool, Cidr: '10.0.0.0/23' }], EmptyPools: [pool], DeletePools: [pool] });
    expect(items).toMatchObject([{ pool: { inApp: false, known: false } }, { stopMonitoring: false, cascadeWhenUnused: false, pool: { inApp: false } }, { cascade: false, pool: { inApp: false } }]);
  });

  test('a list that is not there is empty', () => {
    expect(read({ ContractVersion: '1', Timeout: '2700', ElasticIps: [address] })).toMatchObject({ timeoutSeconds: 2700, items: [{ kind: 'addresses' }] });
    expect(read({ ContractVersion: '1', Timeout: '1', EmptyPools: [pool] })).toMatchObject({ timeoutSeconds: 1, items: [{ kind: 'emptyPool' }] });
  });

  test.each([{ Cidr: '10.0.0.0/23' }, { AllocationId: allocation.AllocationId }, { TagKey: 'env' }])('%j alone narrows the choice of allocations', (choice) => {
    const { items } = read({ ...good, IpamAllocations: [{ ...pool, ...choice }] });
    expect(items[0]).toMatchObject({ kind: 'allocations' });
    expect(() => read({ ...good, IpamAllocations: [{ ...pool, ...choice, AllManual: 'true' }] })).toThrow('must have either AllManual "true" or');
  });

  test('tags, and pools in different lists, may be listed more than once', () => {
    const { items } = read({
      ...good,
      IpamAllocations: [{ ...pool, TagKey: 'env' }, { ...pool, TagKey: 'env' }, { ...pool, AllManual: 'true' }, { ...pool, Cidr: '10.0.0.0/23' }, { ...pool, Cidr: '10.0.2.0/23' }],
      ElasticIps: [{ TagKey: 'env' }, { TagKey: 'env' }, address],
      EmptyPools: [pool],
      DeletePools: [pool],
    });
    expect(items).toHaveLength(10);
  });

  test('a CIDR block is taken once from a pool, but may be in two pools', () => {
    const cidr = { ...pool, Cidr: '10.0.0.0/23' };
    expect(() => read({ ...good, IpamAllocations: [cidr, cidr] })).toThrow('in IpamAllocations, "ipam-pool-0ec3f7cf1ae3aba60 10.0.0.0/23" is listed twice; list it once');
    expect(read({ ...good, IpamAllocations: [cidr, { ...cidr, PoolId: 'ipam-pool-0ec3f7cf1ae3aba61' }] }).items).toHaveLength(3);
  });

  test('a pool to delete is listed once, and so is a public IP', () => {
    expect(() => read({ ...good, DeletePools: [pool, pool] })).toThrow('in DeletePools, "ipam-pool-0ec3f7cf1ae3aba60" is listed twice; list it once');
    const publicIp = { PublicIp: '198.51.100.7' };
    expect(() => read({ ...good, ElasticIps: [publicIp, publicIp] })).toThrow('in ElasticIps, "198.51.100.7" is listed twice; list it once');
  });

  test('what is wrong with them is an error of its own, by name', () => {
    expect(() => read({})).toThrow(expect.objectContaining({ name: 'InvalidProperties' }) as Error);
  });
});
