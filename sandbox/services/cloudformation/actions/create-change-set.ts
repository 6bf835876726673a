import type { CreateChangeSetInput, CreateChangeSetOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { planChanges } from '../plan/change-plan';
import { blueprintOf } from '../plan/requested-blueprint';
import { resourceType } from '../resource-types';
import type { ChangeSet } from '../stacks/change-set';
import type { Stack } from '../stacks/stack';
import { requireStack, stacksOf } from '../stacks/stacks';
import { requireUpdatable } from './operation-setting';
import { requireValidName } from './stack-name';

/** How long CloudFormation takes to find out what a change set changes. */
const PLANNING_TIME = 200;
const NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set.";

export function createChangeSet(input: CreateChangeSetInput, call: CallContext): CreateChangeSetOutput {
  const { StackName = '', ChangeSetName = '', ChangeSetType = 'UPDATE' } = input;
  if (ChangeSetType === 'IMPORT') throw new AwsError('ValidationError', 'the sandbox does not model change sets that import resources');
  const known = ChangeSetType === 'CREATE' ? reviewed(StackName, ChangeSetName, call) : updatable(StackName, call);
  if (known?.changeSets.some(({ name }) => name === ChangeSetName)) {
    throw new AwsError('AlreadyExistsException', `ChangeSet ${ChangeSetName} cannot be created due to a mismatch with existing attribute ChangeSetName`);
  }
  const blueprint = blueprintOf(input, call, known?.blueprint);
  const stack = known ?? review(StackName, call);
  const { world } = call;
  const changeSet: ChangeSet = {
    id: `arn:aws:cloudformation:${stack.region}:${stack.account}:changeSet/${ChangeSetName}/${world.random.uuid()}`,
    name: ChangeSetName,
    type: ChangeSetType,
    creationTime: world.clock.now(),
    input,
    blueprint,
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    changes: [],
  };
  stack.changeSets.push(changeSet);
  world.clock.after(PLANNING_TIME, () => {
    plan(changeSet, stack, call);
  });
  return { Id: changeSet.id, StackId: stack.id };
}

function plan(changeSet: ChangeSet, stack: Stack, { world }: CallContext): void {
  try {
    const { changes, isEmpty } = planChanges(world, stack, changeSet.blueprint, resourceType);
    if (changeSet.type === 'UPDATE' && isEmpty) throw new Error(NO_CHANGES);
    changeSet.changes = changes;
    changeSet.status = 'CREATE_COMPLETE';
    changeSet.executionStatus = 'AVAILABLE';
  } catch (error) {
    changeSet.status = 'FAILED';
    changeSet.statusReason = error instanceof Error ? error.message : String(error);
  }
}

/** The stack of that name as long as it is only under review; undefined when there is none yet. */
function reviewed(name: string, changeSetName: string, call: CallContext): Stack | undefined {
  const stack = stacksOf(call).find(name);
  if (stack && stack.status !== 'REVIEW_IN_PROGRESS') {
    throw new AwsError('ValidationError', `Stack [${name}] already exists and cannot be created again with the changeSet [${changeSetName}].`);
  }
  return stack;
}

function updatable(name: string, call: CallContext): Stack {
  const stack = requireStack(call, name, `Stack [${name}] does not exist`);
  requireUpdatable(stack);
  return stack;
}

function review(name: string, call: CallContext): Stack {
  requireValidName(name);
  const stack = stacksOf(call).create({ name, account: call.caller.account, region: call.region });
  stack.enter('REVIEW_IN_PROGRESS', 'User Initiated');
  return stack;
}
