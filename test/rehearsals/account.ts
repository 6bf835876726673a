import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import type { Aws } from '../../bin/cli/aws';
import { clientsIn } from '../../lambda/clients';
import type { RecordedCall } from '../../sandbox/calls';
import { issueCredentials } from '../../sandbox/credentials';
import { inProcessTransport } from '../../sandbox/in-process-transport';
import { ACCOUNT, administrator } from '../../sandbox/principal';
import { ec2State } from '../../sandbox/services/ec2/state';
import type { World } from '../../sandbox/world';
import { REGION } from '../simulation/lambda';

/** Every allocation and Elastic IP there is, but what pools gave to pools. */
export function thingsIn(world: World): string[] {
  const state = ec2State(world);
  const allocations = [...state.contents()].flatMap(({ allocations: all }) => [...all.all()]).filter(({ resourceType }) => resourceType !== 'ipam-pool');
  return [...allocations, ...state.addresses.all()].map(({ id }) => id);
}

/** What a function released. What CloudFormation releases is a resource of its stack. */
export function releasedIn(calls: readonly RecordedCall[]): ReadonlySet<string> {
  return new Set(
    calls.flatMap(({ action, input, caller, outcome }) => {
      if (outcome?.code !== undefined || input.DryRun === true || caller === administrator().arn) return [];
      return action === 'ReleaseIpamPoolAllocation' ? [String(input.IpamPoolAllocationId)] : action === 'ReleaseAddress' ? [String(input.AllocationId)] : [];
    }),
  );
}

/** The account as somebody sees it who may do everything in it. */
export function seenBy(world: World): Aws {
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(world, administrator(), 12 * 3_600_000);
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const settings = { requestHandler: inProcessTransport(world), credentials, maxAttempts: 5, retryMode: 'standard', useDualstackEndpoint: false, useFipsEndpoint: false, defaultsMode: 'legacy', userAgentAppId: '' } as const;
  return {
    account: ACCOUNT,
    region: REGION,
    caller: administrator().arn,
    ec2: (region) => new EC2Client({ ...settings, region }),
    cloudFormation: (region) => new CloudFormationClient({ ...settings, region }),
    world: ({ clock, log }) => ({ clock, log, region: REGION, ...clientsIn(REGION, settings), put: async () => Promise.resolve(200) }),
  };
}
