import { AllocateIpamPoolCidrCommand, DeleteIpamPoolCommand, DescribeIpamPoolsCommand } from '@aws-sdk/client-ec2';
import type { Probe } from '../probe';
import { RunStack } from '../stacks';
import { MINUTE, need, SECOND } from '../wait';

const PROBE = 'pool-gone';

/** A stack whose pool somebody takes from, and then deletes. It is in the IPAM's home Region, where CloudFormation makes pools. */
export const poolGone: Probe = {
  name: PROBE,
  minutes: 15,
  creates: [
    { what: 'stack, role and log group', count: 1 },
    { what: 'IPAM pool', count: 1 },
  ],
  assumptions: ['A31', 'A32', 'A33'],
  async run({ home, clock, mark, scopes, find, waiting }) {
    const stack = new RunStack(home.cloudFormation, clock, mark, PROBE);
    waiting('a stack with a pool');
    const created = await stack.create({
      Resources: {
        Pool: { Type: 'AWS::EC2::IPAMPool', Properties: { IpamScopeId: scopes.private, AddressFamily: 'ipv4', Locale: home.region } },
        Cidr: { Type: 'AWS::EC2::IPAMPoolCidr', Properties: { IpamPoolId: { Ref: 'Pool' }, Cidr: '10.69.0.0/24' } },
      },
      Outputs: { Pool: { Value: { Ref: 'Pool' } } },
    });
    const IpamPoolId = created?.Outputs?.[0]?.OutputValue;
    await home.ec2.send(new AllocateIpamPoolCidrCommand({ IpamPoolId, NetmaskLength: 28, ...mark.onCreation('ipam-pool-allocation', PROBE) }));
    waiting('a deletion that fails');
    const first = await stack.delete();
    find('A33', first?.StackStatus === 'DELETE_FAILED', `with an allocation in the pool: ${first?.StackStatus}`);

    waiting('the pool to be gone');
    await home.ec2.send(new DeleteIpamPoolCommand({ IpamPoolId, Cascade: true }));
    await need(clock, { every: 5 * SECOND, atMost: 15 * MINUTE }, 'the end of the pool', async () => {
      const { IpamPools = [] } = await home.ec2.send(new DescribeIpamPoolsCommand({ Filters: [{ Name: 'ipam-pool-id', Values: [IpamPoolId ?? ''] }] }));
      return IpamPools.every(({ State }) => State === 'delete-complete') ? true : undefined;
    });
    waiting('the deletion of a stack whose pool is gone');
    const last = async (name: string) => {
      const event = (await stack.events()).filter(({ LogicalResourceId }) => LogicalResourceId === name).at(-1);
      return { isGone: event?.ResourceStatus === 'DELETE_COMPLETE', said: `${event?.ResourceStatus}: ${event?.ResourceStatusReason ?? ''}` };
    };
    await stack.delete();
    const cidr = await last('Cidr');
    find('A32', cidr.isGone, cidr.said);
    // The pool is tried only once its CIDR is gone, or left alone.
    if (!cidr.isGone) await stack.delete(['Cidr']);
    const pool = await last('Pool');
    find('A31', pool.isGone, pool.said);
  },
};
