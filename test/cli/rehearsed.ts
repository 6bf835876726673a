import type { Entry, Report } from '../../bin/cli/rehearse/report';

/** A name that somebody gave something, to see what a page makes of it. */
export const HOSTILE = `<script>alert("1")</script>'&`;

const resource: Entry = { kind: 'resource', name: 'Vpc', type: 'AWS::EC2::VPC', id: 'vpc-1', stack: 'Network', begins: 0, ends: 30, end: 'deleted', isPlaceholder: false, tries: [] };

/** A teardown that failed, with everything that a report can have. */
export const FAILED: Report = {
  schemaVersion: '1',
  verdict: 'blocked',
  summary: 'The destroy of Network fails: PoolCidr (AWS::EC2::IPAMPoolCidr) is not deleted.',
  seconds: { least: 300, most: 400 },
  weather: 'everyday',
  runs: [{ seed: 1, verdict: 'blocked', seconds: 400 }, { seed: 2, verdict: 'blocked', seconds: 300 }],
  seed: 1,
  stacks: [{ name: 'Network', account: '111122223333', region: 'us-east-1', status: 'DELETE_FAILED', begins: 0, ends: 400 }, { name: HOSTILE, account: '111122223333', region: 'us-east-1', status: 'CREATE_COMPLETE' }],
  timeline: [
    resource,
    { ...resource, name: 'Release', type: 'Custom::AddressRelease', id: 'Release-1', begins: 30, ends: 90 },
    { ...resource, name: 'PoolCidr', type: 'AWS::EC2::IPAMPoolCidr', id: 'cidr-1', pool: 'ipam-pool-1', begins: 90, ends: 400, end: 'failed', reason: `it has allocations ${HOSTILE}` },
    { ...resource, name: 'Role', type: 'AWS::IAM::Role', id: 'role-1', isPlaceholder: true },
    { ...resource, name: 'Ipam', type: 'AWS::EC2::IPAM', id: 'ipam-1', begins: 0, ends: undefined, end: 'untouched' },
    {
      kind: 'allocation', name: '10.0.0.0/24', type: 'manual allocation', id: 'ipam-pool-alloc-1', pool: 'ipam-pool-1', begins: 30, ends: 33, end: 'released', isPlaceholder: false,
      tries: [{ at: 30, action: 'ReleaseIpamPoolAllocation', error: 'IncorrectState' }, { at: 32, action: 'ReleaseIpamPoolAllocation' }],
    },
    { kind: 'allocation', name: '10.0.1.0/24', type: 'allocation of vpc vpc-1', id: 'ipam-pool-alloc-2', pool: 'ipam-pool-1', begins: 30, ends: 390, end: 'noticed', isPlaceholder: false, tries: [] },
    { kind: 'address', name: HOSTILE, type: 'Elastic IP', id: 'eipalloc-1', begins: 0, end: 'left', isPlaceholder: false, tries: [] },
  ],
  failures: [{ stack: 'Network', logicalId: 'PoolCidr', type: 'AWS::EC2::IPAMPoolCidr', reason: HOSTILE, because: `10.0.2.0/24 is in the pool: ${HOSTILE}`, remedy: 'list it' }],
  left: [{ what: 'Elastic IP', name: HOSTILE, id: 'eipalloc-1', monthlyUsd: 3.65 }],
  monthlyUsd: 3.65,
  notModelled: [{ type: 'AWS::IAM::Role', why: 'the sandbox does not model it', count: 1 }],
  notes: ['a note'],
  command: `npx cdk-address-release rehearse --app '${HOSTILE}'`,
};
