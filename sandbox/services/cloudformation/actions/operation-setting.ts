import type { OperationType } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import type { OperationSetting } from '../operations/operation';
import { resourceType } from '../resource-types';
import type { Stack } from '../stacks/stack';

/** What an operation that a call starts is given to work with. */
export function settingOf({ world, caller }: CallContext, clientRequestToken?: string): OperationSetting {
  return { world, caller, typeOf: resourceType, clientRequestToken };
}

/** Whether this very call was made before, by a client that did not get the answer. The token of another call is refused. */
export function isRepeated(stack: Stack, type: OperationType, token: string | undefined): boolean {
  if (token === undefined || !stack.clientRequestTokens.has(token)) return false;
  if (stack.operation?.type === type && stack.operation.clientRequestToken === token) return true;
  throw new AwsError('TokenAlreadyExistsException', `A client request token already exists: ${token}`);
}

const UPDATABLE = ['CREATE_COMPLETE', 'CREATE_FAILED', 'UPDATE_COMPLETE', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_COMPLETE'];

export function requireUpdatable(stack: Stack): void {
  if (!UPDATABLE.includes(stack.status)) {
    throw new AwsError('ValidationError', `Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
  }
}
