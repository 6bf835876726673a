import { EC2Client, ReleaseIpamPoolAllocationCommand } from '@aws-sdk/client-ec2';
import { REGION, type Cloud } from '../../test/acceptance/cloud';
import { addressRelease } from './contenders';
import { measureDeletion, type Deletion } from './deletion';
import { REFILL_PER_SECOND, takeHoldings } from './holdings';

/** Calls a second. */
export interface SharedBucket {
  /** What the other client asks for, and what EC2 gives it. */
  readonly asked: number;
  readonly others: number;
  readonly ours: number;
  /** Ours, as a part of what the other leaves. */
  readonly share: number;
  readonly deletion: Deletion;
}

const OTHER_PER_SECOND = REFILL_PER_SECOND / 2;

/** The bucket's first 50 tokens are nobody's rate. */
const AFTER_SECONDS = 20;

/** Releases while another client of the account takes half of what the same bucket gives, the same API in the same Region, at a steady pace. */
export async function measureSharedBucket(count: number): Promise<SharedBucket> {
  const accepted: number[] = [];
  const deletion = await measureDeletion({
    contender: addressRelease,
    take: (ec2) => takeHoldings(ec2, { allocations: count }),
    meanwhile: (cloud, { poolId }) => callSteadily(cloud, poolId, accepted),
  });
  const window = deletion.released - AFTER_SECONDS;
  const rateOf = (times: readonly number[]) => times.filter((time) => time >= AFTER_SECONDS && time <= deletion.released).length / window;
  const others = rateOf(accepted.map((time) => (time - deletion.from) / 1000));
  const ours = rateOf(deletion.releases);
  return { asked: OTHER_PER_SECOND, others, ours, share: ours / (REFILL_PER_SECOND - others), deletion };
}

/** Each call asks for something that is not there: that costs a token like any other. Refused ones are not repeated. */
function callSteadily({ sandbox }: Cloud, IpamPoolId: string, accepted: number[]): () => Promise<void> {
  const ec2 = new EC2Client({ ...sandbox.clientConfig, region: REGION, maxAttempts: 1 });
  const command = new ReleaseIpamPoolAllocationCommand({ IpamPoolId, Cidr: '10.255.255.0/28', IpamPoolAllocationId: `ipam-pool-alloc-${'0'.repeat(33)}` });
  const call = async () => {
    const at = sandbox.world.clock.now();
    await ec2.send(command).catch((error: unknown) => {
      if ((error as Error).name !== 'RequestLimitExceeded') accepted.push(at);
    });
  };
  const calls: Promise<void>[] = [];
  const calling = setInterval(() => calls.push(call()), 1000 / OTHER_PER_SECOND);
  return async () => {
    clearInterval(calling);
    await Promise.all(calls);
  };
}
