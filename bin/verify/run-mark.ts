import { randomBytes } from 'node:crypto';
import type { ResourceType, Tag } from '@aws-sdk/client-ec2';

/** The tag of everything that a run makes. Its value is the run's. */
export const TAG_KEY = 'cdk-address-release-verify';
const RUN = /^[0-9a-f]{8}$/;

/** How a run knows its own again, and nothing else: by a tag and a name, both with the same random part. */
export class RunMark {
  static random(): RunMark {
    return new RunMark(randomBytes(4).toString('hex'));
  }

  constructor(readonly run: string) {
    if (!RUN.test(run)) throw new Error(`a run is named by eight hexadecimal digits, got "${run}"`);
  }

  /** What stacks are called, too: letters, digits and hyphens. */
  name(what: string): string {
    return `verify-${this.run}-${what}`;
  }

  tags(what: string): { readonly Key: string; readonly Value: string }[] {
    return [
      { Key: TAG_KEY, Value: this.run },
      { Key: 'Name', Value: this.name(what) },
    ];
  }

  onCreation(ResourceType: ResourceType, what: string): { readonly TagSpecifications: { ResourceType: ResourceType; Tags: Tag[] }[] } {
    return { TagSpecifications: [{ ResourceType, Tags: this.tags(what) }] };
  }
}

/** The run that something is of; undefined when tag and name do not both say so. */
export function runOf(tags: readonly Tag[] | undefined, name = tags?.find(({ Key }) => Key === 'Name')?.Value): string | undefined {
  const run = tags?.find(({ Key }) => Key === TAG_KEY)?.Value ?? '';
  return RUN.test(run) && name?.startsWith(new RunMark(run).name('')) ? run : undefined;
}
