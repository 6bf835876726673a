import { App, Aws, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { requireRoom } from '../../lib/limits';
import type { AddressReleaseProperties } from '../../lib/contract';

/** A list that takes so many bytes as JSON. */
function listOf(bytes: number, character = 'k', more: object = {}): AddressReleaseProperties {
  const listed = (TagKey: string): AddressReleaseProperties => ({ ContractVersion: '1', Timeout: '60', IpamAllocations: [], ElasticIps: [{ TagKey, ...more }] });
  const left = bytes - JSON.stringify(listed('')).length;
  return listed(character.repeat(Math.floor(left / Buffer.byteLength(character))) + 'k'.repeat(left % Buffer.byteLength(character)));
}

function problems(stack: Stack, ...lists: AddressReleaseProperties[]): string[] {
  const releases = lists.map((properties, index) => {
    const release = new Construct(stack, `Release${index}`);
    requireRoom(release, properties);
    return release;
  });
  return [...releases, stack].flatMap(({ node }) => node.validate());
}

test('the lists of an update, old and new, fit into an asynchronous event with all else that is in it, or the synthesis says how much is too much', () => {
  const bytes = 496_000;
  expect(2 * bytes + 8_000).toBe(1_000_000);
  expect(problems(new Stack(), listOf(bytes))).toEqual([]);
  expect(problems(new Stack(), listOf(bytes + 1))).toEqual([
    "AddressRelease: the lists must take at most 496000 bytes (Lambda's limit for asynchronous events is 1 MB, and that of an update has the lists twice), " +
      'got 496001; name many things at once with fromTag or allManual, or divide them among several AddressReleases',
  ]);
});

test('what counts are bytes, not characters, and what tokens become', () => {
  expect(problems(new Stack(), listOf(496_001, '\u{1F310}'))).toHaveLength(1);
  expect(problems(new Stack(), listOf(496_000, '\u{1F310}'))).toEqual([]);
  // A reference takes 21 bytes of the template: {"Ref":"AWS::Region"}. As a token it is longer.
  const Region = { Ref: 'AWS::Region' };
  const { ElasticIps, ...others } = listOf(496_000, 'k', { Region });
  expect(problems(new Stack(), { ...others, ElasticIps: ElasticIps.map((listed) => ({ ...listed, Region: Aws.REGION })) })).toEqual([]);
});

test('the lists of all AddressReleases of a stack fit into its template, or the synthesis says how much is too much', () => {
  expect(problems(new Stack(), listOf(400_000), listOf(400_000), listOf(200_000))).toEqual([]);
  expect(problems(new Stack(), listOf(400_000), listOf(400_000), listOf(200_001))).toEqual([
    "AddressRelease: the lists of all AddressReleases of a stack must take at most 1000000 bytes (CloudFormation's limit for templates), " +
      'got 1000001; name many things at once with fromTag or allManual, or divide them among several stacks',
  ]);
});

test('what another stack of the app lists takes no room from this one', () => {
  const app = new App();
  expect(problems(new Stack(app, 'One'), listOf(400_000), listOf(400_000))).toEqual([]);
  expect(problems(new Stack(app, 'Two'), listOf(400_000), listOf(400_000))).toEqual([]);
});
