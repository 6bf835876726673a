import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AddressReleaseProperties } from './contract';

/**
 * What an asynchronous invocation takes. Before October 2025 it was 256 kB. A6
 * @see https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb
 */
const MAX_EVENT_BYTES = 1_000_000;

/** The rest of the event: the response URL, ids and ARNs. */
const ENVELOPE_BYTES = 8_000;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_TEMPLATE_BYTES = 1_000_000;

const listsOf = new WeakMap<Stack, AddressReleaseProperties[]>();

/** Has the synthesis fail when an AddressRelease lists more than an event can carry, or all of a stack together more than a template. */
export function requireRoom(release: Construct, properties: AddressReleaseProperties): void {
  const stack = Stack.of(release);
  release.node.addValidation({ validate: () => eventProblems(stack, properties) });
  const lists = listsOf.get(stack);
  if (lists) {
    lists.push(properties);
    return;
  }
  const all = [properties];
  listsOf.set(stack, all);
  stack.node.addValidation({ validate: () => templateProblems(stack, all) });
}

/** The event of an update has the properties twice: old and new. */
function eventProblems(stack: Stack, properties: AddressReleaseProperties): string[] {
  const bytes = bytesOf(stack, properties);
  const limit = (MAX_EVENT_BYTES - ENVELOPE_BYTES) / 2;
  if (bytes <= limit) return [];
  return [
    `AddressRelease: the lists must take at most ${limit} bytes (Lambda's limit for asynchronous events is 1 MB, and that of an update has the lists twice), ` +
      `got ${bytes}; name many things at once with fromTag or allManual, or divide them among several AddressReleases`,
  ];
}

/** The lists alone, without indentation: what else is in the template, and how it is written, the CDK warns of. */
function templateProblems(stack: Stack, all: readonly AddressReleaseProperties[]): string[] {
  const bytes = all.reduce((sum, properties) => sum + bytesOf(stack, properties), 0);
  if (bytes <= MAX_TEMPLATE_BYTES) return [];
  return [
    `AddressRelease: the lists of all AddressReleases of a stack must take at most ${MAX_TEMPLATE_BYTES} bytes (CloudFormation's limit for templates), ` +
      `got ${bytes}; name many things at once with fromTag or allManual, or divide them among several stacks`,
  ];
}

function bytesOf(stack: Stack, properties: AddressReleaseProperties): number {
  return Buffer.byteLength(JSON.stringify(stack.resolve(properties)));
}
