import { isBetweenInvocations } from './release-goals';
import { WAIT_TIME_SCALE } from './last-wait';
import type { Measured, ReleaseSpeed } from './release-measurements';
import { decimal, table, whole } from './table';
import { WEATHER, WEATHER_NAME } from './weather';

export function markdownOf({ measured, shared, lateWithoutLag, lateAfter }: ReleaseSpeed): string {
  const isOther = ({ series }: Measured) => series === 'AwsCustomResource' || series === 'sequential handler';
  return [
    `EC2 lets an account call each mutating API 50 times at once, and 5 times a second from then on: N allocations take at least (N - 50) / 5 seconds.
Everything below was measured in the sandbox's weather \`${WEATHER_NAME}\`: throttling, lag and the time that an answer takes are on, in real time unless a note says otherwise. Each deletion has a sandbox of its own, and starts cold.
Where there were several runs, the row is the one whose answer was neither the soonest nor the latest.

- *released*: from the START of the function's first invocation until EC2 has accepted the last release.
- *shown*: until no list of EC2's shows anything any more; they lag by up to ${WEATHER.listLag.max / 1000} s.
- *answered*: until the function has answered CloudFormation. AddressRelease answers when lists agree that all is gone; the others when EC2 has accepted the calls, which is sooner by as much as lists lag.
- *stack*: from DeleteStack until the stack is gone.`,
    '### AddressRelease',
    'Elastic IPs are in use: they are disassociated, then released. *Both* has as many allocations as Elastic IPs. *All manual* is one item, `IpamAllocation.allManual`.',
    table(HEAD, measured.filter((each) => !isOther(each)).map(rowOf)),
    '![seconds by number of items](performance/release-time.svg)',
    '### What one would use instead',
    `\`AwsCustomResource\`: one for each allocation with \`onDelete\`, its handler from aws-cdk-lib as it is, all deleted at once as CloudFormation does.
*Sequential handler*: a function that releases one after the other with the SDK's defaults. Neither looks whether the allocation is gone, nor why it is deleted.
What EC2 throttles more often than the SDK tries is *left*: then the stack's deletion has failed.`,
    table(HEAD, measured.filter(isOther).map(rowOf)),
    '![releases by time](performance/release-progress.svg)',
    '### A shared bucket',
    `Meanwhile another client of the account calls the same API ${decimal(shared.asked)} times a second, half of what the bucket gets, and repeats nothing. Calls a second, once the bucket's first 50 are gone:`,
    table(['other client asks', 'other client gets', 'AddressRelease gets', 'of what is left'], [[shared.asked, shared.others, shared.ours, shared.share].map(decimal)]),
    '### The last wait',
    `From when EC2 shows that a thing is gone to the answer. Waits are for IPAM to notice that a VPC is gone, ${WAIT_TIME_SCALE} times faster than real time, with lists that do not lag.`,
    table(['wait', 'answered late by (s)', ''], [['no lag', decimal(lateWithoutLag), ''], ...lateAfter.map(({ waited, late }) => [`${decimal(waited / 60)} min`, decimal(late), noteOn(waited)])]),
  ].join('\n\n');
}

const HEAD = ['', 'N', 'limit (s)', 'released (s)', 'released / limit', 'shown (s)', 'answered (s)', 'stack (s)', 'mutating calls', 'of them throttled', 'reads', 'invocations', 'peak MB', 'left', 'runs', 'note'];

function rowOf({ series, count, limit, deletion, runs, note }: Measured): string[] {
  const { released, shown, answered, stack, mutating, throttled, reads, invocations, maxMemoryMb, left } = deletion;
  return [
    series,
    whole(count),
    decimal(limit),
    decimal(released),
    limit > 0 ? decimal(released / limit) : '-',
    shown === undefined ? '-' : decimal(shown),
    decimal(answered),
    decimal(stack),
    ...[mutating, throttled, reads, invocations, maxMemoryMb, left, runs].map(whole),
    note,
  ];
}

function noteOn(waited: number): string {
  return isBetweenInvocations(waited) ? "ends in Lambda's pause of two minutes before its third call" : '';
}
