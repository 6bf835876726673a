import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import type { ChangeSet } from '../stacks/change-set';
import type { Stack } from '../stacks/stack';
import { requireStack, stacksOf } from '../stacks/stacks';

interface ChangeSetInput {
  readonly StackName?: string;
  readonly ChangeSetName?: string;
}

/** The change set that a call names: by ARN, or by the names of stack and change set. */
export function findChangeSet({ StackName, ChangeSetName = '' }: ChangeSetInput, call: CallContext): { stack: Stack; changeSet?: ChangeSet } {
  if (ChangeSetName.startsWith('arn:')) {
    const stack = stacksOf(call).all.find(({ changeSets }) => changeSets.some(({ id }) => id === ChangeSetName));
    if (stack) return { stack, changeSet: stack.changeSets.find(({ id }) => id === ChangeSetName) };
    if (StackName === undefined) throw notFound(ChangeSetName);
  }
  if (StackName === undefined) throw new AwsError('ValidationError', 'StackName must be specified if ChangeSetName is not specified as an ARN.');
  const stack = requireStack(call, StackName, `Stack [${StackName}] does not exist`);
  return { stack, changeSet: stack.changeSets.find(({ name }) => name === ChangeSetName) };
}

export function requireChangeSet(input: ChangeSetInput, call: CallContext): { stack: Stack; changeSet: ChangeSet } {
  const { stack, changeSet } = findChangeSet(input, call);
  if (!changeSet) throw notFound(input.ChangeSetName ?? '');
  return { stack, changeSet };
}

function notFound(name: string): AwsError {
  return new AwsError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
}
