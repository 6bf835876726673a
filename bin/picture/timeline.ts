import type { StackEvent } from '@aws-sdk/client-cloudformation';

/** The deletion of a stack, resource by resource, in minutes since it began first. */
export interface Timeline {
  /** How often it was tried. */
  readonly destroys: number;
  readonly minutes: number;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly name: string;
  readonly type: string;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly end: 'deleted' | 'failed';
}

/** What people know of the stack; a role or a log group tells nobody anything. */
const TOLD = /^(Custom::AddressRelease|AWS::EC2::(EIP|IPAM|IPAMPool|IPAMPoolCidr|NatGateway|Subnet|VPC))$/;

export function timelineOf(events: readonly StackEvent[]): Timeline {
  const begins = events.filter(({ ResourceType, ResourceStatus }) => ResourceType === 'AWS::CloudFormation::Stack' && ResourceStatus === 'DELETE_IN_PROGRESS');
  const [first] = begins;
  const deletion = first ? events.slice(events.indexOf(first)) : [];
  const minutesOf = ({ Timestamp }: StackEvent) => ((Timestamp?.getTime() ?? 0) - (first?.Timestamp?.getTime() ?? 0)) / 60_000;
  const last = deletion.findLast(({ ResourceType }) => ResourceType === 'AWS::CloudFormation::Stack');
  const rows = new Map<string, { name: string; type: string; bars: Bar[]; from: number }>();
  for (const event of deletion) {
    const { LogicalResourceId: id = '', ResourceType: type = '', ResourceStatus } = event;
    if (!TOLD.test(type)) continue;
    const row = rows.get(id) ?? { name: nameOf(id), type, bars: [], from: minutesOf(event) };
    rows.set(id, row);
    if (ResourceStatus === 'DELETE_IN_PROGRESS') row.from = minutesOf(event);
    else row.bars.push({ from: row.from, to: minutesOf(event), end: ResourceStatus === 'DELETE_COMPLETE' ? 'deleted' : 'failed' });
  }
  return { destroys: begins.length, minutes: last ? minutesOf(last) : 0, rows: [...rows.values()].map(({ name, type, bars }) => ({ name, type, bars })) };
}

/** As the example names it: without the path before it and the hash behind. */
function nameOf(logicalId: string): string {
  return logicalId.replace(/^Environment/, '').replace(/[0-9A-F]{8}$/, '');
}
