/** What CloudFormation shows in a change set for a value that only the deployment will tell. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** What stands for a resource that is not made yet. */
export const TOLD_LATER = { physicalId: KNOWN_AFTER_APPLY, attribute: (): string => KNOWN_AFTER_APPLY };

/** Whether a value can't be worked with yet. */
export function isKnownLater(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes(KNOWN_AFTER_APPLY);
}
