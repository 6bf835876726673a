import type { OperationType } from '@aws-sdk/client-cloudformation';
import type { Principal } from '../../../principal';
import type { World } from '../../../world';
import { roleNameOf, roles } from '../../iam/roles';
import type { ResourceType } from '../handlers/resource-type';
import type { RunningOperation } from '../stacks/running-operation';
import type { Stack } from '../stacks/stack';

/** What an operation on a stack is given to work with. */
export interface OperationSetting {
  readonly world: World;
  /** Who asked for it; with a service role, CloudFormation acts as that role instead. */
  readonly caller: Principal;
  readonly typeOf: (resourceType: string) => ResourceType;
  readonly clientRequestToken?: string;
}

/** One operation on a stack while it is under way. */
export interface Operation extends OperationSetting {
  readonly stack: Stack;
  /** Aborted when what is under way has to be given up. A rollback, which can't be given up, has one of its own. */
  signal: AbortSignal;
  /** Gives up what is under way. */
  readonly cancel: () => void;
}

/** Runs an operation in the background. It is the stack's one operation until it is over. */
export function startOperation(
  stack: Stack,
  type: OperationType,
  setting: OperationSetting,
  run: (operation: Operation) => Promise<void>,
): RunningOperation {
  const { world, clientRequestToken } = setting;
  const cancellation = new AbortController();
  const cancel = () => {
    cancellation.abort();
  };
  const operation: Operation = { ...setting, caller: actingFor(setting, stack), stack, signal: cancellation.signal, cancel };
  const id = world.random.uuid();
  const running: RunningOperation = {
    id,
    type,
    clientRequestToken,
    abandoned: false,
    cancel,
    done: Promise.resolve().then(async () => {
      try {
        await run(operation);
      } catch (error) {
        // A mistake of the sandbox's own: nobody awaits a background operation, so it must not get lost.
        process.stderr.write(`sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        stack.enter(failed(stack), 'Internal Failure');
      }
    }),
  };
  stack.operation = running;
  stack.lastOperations = [{ OperationType: type, OperationId: id }];
  if (clientRequestToken !== undefined) stack.clientRequestTokens.add(clientRequestToken);
  return running;
}

function actingFor({ world, caller }: OperationSetting, stack: Stack): Principal {
  const roleArn = stack.blueprint?.roleArn;
  if (roleArn === undefined) return caller;
  const name = roleNameOf(roleArn);
  const known = roles(world, stack.account);
  if (known.find(name)) return known.session(name, 'AWSCloudFormation');
  // STS lets a role be assumed that the sandbox does not know, such as CDK's: it may do everything.
  return { account: stack.account, arn: `arn:aws:sts::${stack.account}:assumed-role/${name}/AWSCloudFormation`, userId: `${name}:AWSCloudFormation` };
}

function failed({ status }: Stack) {
  if (status.startsWith('UPDATE_ROLLBACK')) return 'UPDATE_ROLLBACK_FAILED';
  if (status.startsWith('UPDATE')) return 'UPDATE_FAILED';
  if (status.startsWith('ROLLBACK')) return 'ROLLBACK_FAILED';
  return status.startsWith('DELETE') ? 'DELETE_FAILED' : 'CREATE_FAILED';
}
