import { Cloud } from './cloud';

test('ten thousand allocations are made, paged and released in seconds', async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  for (let i = 0; i < 10_000; i++) await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, NetmaskLength: 28 });
  const seen: { Cidr?: string; IpamPoolAllocationId?: string }[] = [];
  let NextToken: string | undefined;
  let pages = 0;
  do {
    const page = await cloud.call('GetIpamPoolAllocations', { IpamPoolId: pool, NextToken });
    seen.push(...(page.IpamPoolAllocations ?? []));
    ({ NextToken } = page);
    pages += 1;
  } while (NextToken !== undefined);
  expect(pages).toBe(10);
  expect(new Set(seen.map(({ Cidr }) => Cidr)).size).toBe(10_000);
  for (const { Cidr, IpamPoolAllocationId } of seen) await cloud.call('ReleaseIpamPoolAllocation', { IpamPoolId: pool, Cidr, IpamPoolAllocationId });
  expect(await cloud.holders(pool)).toEqual([]);
}, 15_000);
