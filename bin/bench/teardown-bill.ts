import { CreateVpcCommand, DeleteVpcCommand, DescribeVpcsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import * as cdkEc2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, IpamAllocation } from '../../lib';
import { ACCOUNT } from '../../sandbox/principal';
import { logGroups } from '../../sandbox/services/logs/log-groups';
import { REGION, type Cloud } from '../../test/acceptance/cloud';
import { awsCustomResource, type Contender } from './contenders';
import { measureDeletion } from './deletion';
import { takeHoldings, type Holdings } from './holdings';
import { WEATHER } from './weather';

/** What AWS would put on the bill for a stack's deletion. */
export interface Usage {
  readonly invocations: number;
  readonly billedSeconds: number;
  readonly gbSeconds: number;
  /** As CloudWatch Logs counts them. */
  readonly logBytes: number;
}

/** How much faster than the machine's time a wait of half an hour passes. What is computed takes as much longer: only waits may be measured so. */
const WAITING_TIME_SCALE = 60;

/** What CloudWatch Logs adds to each event. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const EVENT_OVERHEAD_BYTES = 26;

/** One AddressRelease that lists so many allocations, and holds their pool until IPAM notices, after so long, that a VPC is gone. */
export function usageOfTeardown(allocations: number, waitSeconds: number): Promise<Usage> {
  const wait = { min: waitSeconds * 1000, max: waitSeconds * 1000 };
  return usageOf({
    contender: releaseAndEmpty,
    take: async (ec2) => {
      const holdings = await takeHoldings(ec2, { allocations });
      await ec2.send(new CreateVpcCommand({ Ipv4IpamPoolId: holdings.poolId, Ipv4NetmaskLength: 24 }));
      return holdings;
    },
    ipamLag: { ...WEATHER.ipamLag, vpc: wait },
    timeScale: WAITING_TIME_SCALE,
  });
}

/** One AwsCustomResource for each of so many allocations; it waits for nothing, and is measured in real time. */
export function usageOfAwsCustomResources(allocations: number): Promise<Usage> {
  return usageOf({ contender: awsCustomResource, take: (ec2) => takeHoldings(ec2, { allocations }), ipamLag: WEATHER.ipamLag, timeScale: 1 });
}

const releaseAndEmpty: Contender = (stack, { poolId, allocations }) => {
  const pool = cdkEc2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId);
  new AddressRelease(stack, 'AddressRelease', {
    ipamAllocations: allocations.map(({ cidr, allocationId }) => IpamAllocation.fromAttributes({ pool, cidr, allocationId })),
    emptyPools: [{ pool }],
  });
};

interface Teardown {
  readonly contender: Contender;
  readonly take: (ec2: EC2Client) => Promise<Holdings>;
  readonly ipamLag: typeof WEATHER.ipamLag;
  readonly timeScale: number;
}

async function usageOf({ contender, take, ipamLag, timeScale }: Teardown): Promise<Usage> {
  let logBytes = 0;
  const { invocations, billedSeconds, gbSeconds } = await measureDeletion({
    contender,
    take,
    timeScale,
    unkindness: { ipamLag },
    meanwhile: (cloud) => {
      const stop = logGroups(cloud.sandbox.world, ACCOUNT, REGION).onEvent(({ message }) => {
        logBytes += Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
      });
      const deleted = deleteVpcs(cloud);
      return async () => {
        await deleted;
        stop();
      };
    },
  });
  return { invocations, billedSeconds, gbSeconds, logBytes };
}

async function deleteVpcs({ ec2 }: Cloud): Promise<void> {
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  for (const { VpcId } of Vpcs) await ec2.send(new DeleteVpcCommand({ VpcId }));
}
