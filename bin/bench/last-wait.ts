import { CreateVpcCommand, DeleteVpcCommand, DescribeVpcsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import * as cdkEc2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease } from '../../lib';
import { KIND } from '../../sandbox/unkindness';
import type { Cloud } from '../../test/acceptance/cloud';
import { createPool } from '../../test/acceptance/network';
import { addressRelease, type Contender } from './contenders';
import { measureDeletion, type Deletion } from './deletion';
import { takeHoldings, type Holdings } from './holdings';
import { WEATHER } from './weather';

/** How much faster than the machine's time a wait of half an hour passes: what is computed takes as much longer. */
export const WAIT_TIME_SCALE = 20;

/** From when EC2's lists show that nothing is left to the answer, in seconds: of one allocation, with lists that do not lag. */
export async function lateWithoutLag(): Promise<number> {
  const deletion = await measureDeletion({
    contender: addressRelease,
    take: (ec2) => takeHoldings(ec2, { allocations: 1 }),
    unkindness: { listLag: KIND.listLag },
  });
  return lateness(deletion);
}

/** The same of a pool to empty, where IPAM notices after so long that a VPC is gone. */
export async function lateAfter(ipamLagSeconds: number): Promise<number> {
  const lag = { min: ipamLagSeconds * 1000, max: ipamLagSeconds * 1000 };
  const deletion = await measureDeletion({
    contender: emptyPool,
    take: takeVpc,
    timeScale: WAIT_TIME_SCALE,
    unkindness: { listLag: KIND.listLag, ipamLag: { ...WEATHER.ipamLag, vpc: lag } },
    meanwhile: deleteVpc,
  });
  return lateness(deletion);
}

function lateness({ answered, shown, left }: Deletion): number {
  if (shown === undefined) throw new Error(`${left} things were left`);
  return answered - shown;
}

const emptyPool: Contender = (stack, { poolId }) => {
  new AddressRelease(stack, 'AddressRelease', { emptyPools: [{ pool: cdkEc2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId) }] });
};

async function takeVpc(ec2: EC2Client): Promise<Holdings> {
  const poolId = await createPool(ec2);
  await ec2.send(new CreateVpcCommand({ Ipv4IpamPoolId: poolId, Ipv4NetmaskLength: 24 }));
  return { poolId, allocations: [], addressIds: [] };
}

function deleteVpc({ ec2 }: Cloud): () => Promise<void> {
  const deleted = (async () => {
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
    await ec2.send(new DeleteVpcCommand({ VpcId: Vpcs?.[0]?.VpcId }));
  })();
  return () => deleted;
}
