import type { Verdict } from '../error-table';
import type { Step } from '../steps';

/** What one look at EC2 shows of a listed item: the things that are there, none when it is gone; or why nothing could be seen. */
export type Sighting = { readonly is: 'seen'; readonly targets: readonly Target[] } | { readonly is: 'unclear'; readonly verdict: Verdict };

/** One thing that is still there. */
export interface Target {
  /** The same in every look. */
  readonly id: string;
  /** As a message names it. */
  readonly name: string;
  /** The resource that it is, where an allocation may stand for that. */
  readonly holderId?: string;
  /** What can be done about it; undefined when it can only be waited for, or not even that. */
  readonly step?: Step | undefined;
  /** Why it is still there, when nothing can be done about it. */
  readonly verdict?: Verdict | undefined;
}

export const NOTHING: Sighting = { is: 'seen', targets: [] };

/** Something that passes by itself. */
export function waiting(code: string, message: string): Verdict {
  return { meaning: 'retry', code, message };
}

/** Something that only somebody else can change. */
export function blocked(code: string, message: string, remedy: string): Verdict {
  return { meaning: 'blocked', code, message, remedy };
}

/**
 * An address that AWS manages: nobody but its service can release it, and it stays for minutes after what it was for is deleted. A81
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Address.html
 */
export function serviceManaged(service: string): Verdict {
  return {
    ...waiting('ServiceManaged', `AWS manages this address for ${service}, and takes it back some minutes after what uses it is deleted`),
    remedy: `if nobody needs it any more, delete the ${service} resource that uses it`,
  };
}
