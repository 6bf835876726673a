import { CloudFormationClient, DescribeStackEventsCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeAddressesCommand, DescribeIpamPoolsCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { Sandbox } from '../../sandbox/sandbox';

const REGION = 'us-east-1';

/** Asks the sandbox what there is, the way any client would. */
export function inspect(sandbox: Sandbox): {
  stack: (name: string) => Promise<{ status: string; reasons: string[] }>;
  left: (stacks: readonly string[], pools: readonly string[], expected: readonly string[]) => Promise<string[]>;
} {
  const ec2 = new EC2Client({ ...sandbox.clientConfig, region: REGION });
  const cloudFormation = new CloudFormationClient({ ...sandbox.clientConfig, region: REGION });

  return {
    async stack(name) {
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
      const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: name }));
      const failures = StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED');
      return {
        status: Stacks?.[0]?.StackStatus ?? 'unknown',
        reasons: failures.reverse().map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId ?? ''}: ${ResourceStatusReason ?? ''}`),
      };
    },

    /** What of the app is left although it should be gone, and what is gone although it should be left. */
    async left(stacks, pools, expected) {
      const left: string[] = [];
      const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
      for (const { StackName, StackStatus } of Stacks) {
        if (stacks.includes(StackName ?? '')) left.push(`left: the stack ${StackName ?? ''}, ${StackStatus ?? ''}`);
      }
      // A pool that is gone has no allocations; a deleted one is listed for a while.
      const { IpamPools = [] } = await ec2.send(new DescribeIpamPoolsCommand({}));
      for (const { IpamPoolId, State } of IpamPools) {
        if (pools.includes(IpamPoolId ?? '') && State !== 'delete-complete') left.push(`left: the pool ${IpamPoolId ?? ''}, ${State ?? ''}`);
      }
      const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
      const addresses = Addresses.map(({ AllocationId }) => AllocationId ?? '');
      for (const id of addresses) if (!expected.includes(id)) left.push(`left: the Elastic IP ${id}`);
      for (const id of expected) if (!addresses.includes(id)) left.push(`gone although nobody listed it: the Elastic IP ${id}`);
      return left;
    },
  };
}
