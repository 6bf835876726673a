import type { StackStatus } from '@aws-sdk/client-cloudformation';
import { generatedName } from '../handlers/generated-name';
import type { Properties, ResourceContext, ResourceState, ResourceType } from '../handlers/resource-type';
import { createStack } from '../operations/creation';
import { deleteStack } from '../operations/deletion';
import { startOperation, type OperationSetting } from '../operations/operation';
import { updateStack } from '../operations/update';
import { cleanUpUpdate } from '../operations/update-cleanup';
import { rollBackUpdate } from '../operations/update-rollback';
import { blueprintOf, type BlueprintInput } from '../plan/requested-blueprint';
import type { RunningOperation } from '../stacks/running-operation';
import type { Stack } from '../stacks/stack';
import { stacks } from '../stacks/stacks';

/** AWS::CloudFormation::Stack: a nested stack. It is created, updated and deleted as part of its parent. */
export function cloudFormationStack(typeOf: (resourceType: string) => ResourceType): ResourceType {
  return {
    replacedBy: [],

    async create(properties, context) {
      const parent = stackOf(context.stackId, context);
      const name = generatedName(context, 128);
      const { account, region } = context;
      const stack = stacks(context.world, account, region).create({ name, account, region, parent });
      stack.blueprint = blueprintOf(inputOf(properties, parent), context);
      if (properties.TimeoutInMinutes !== undefined) stack.timeoutInMinutes = Number(properties.TimeoutInMinutes);
      context.identified(stack.id);
      await whileRunning(context, () => startOperation(stack, 'CREATE_STACK', settingOf(context), createStack));
      requireStatus(stack, 'CREATE_COMPLETE', 'created');
      return stateOf(stack);
    },

    async update(properties, _old, { physicalId }, context) {
      const stack = stackOf(physicalId, context);
      if (stack.unfinishedUpdate && stack.status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') {
        // The parent rolls back: nothing was cleaned up yet, so nothing is lost.
        await startOperation(stack, 'ROLLBACK', settingOf(context), (operation) => rollBackUpdate(operation, 'Parent stack rolled back')).done;
        requireStatus(stack, 'UPDATE_ROLLBACK_COMPLETE', 'updated');
        return stateOf(stack);
      }
      const blueprint = blueprintOf(inputOf(properties, stackOf(context.stackId, context)), context, stack.blueprint);
      await whileRunning(context, () =>
        startOperation(stack, 'UPDATE_STACK', settingOf(context), (operation) => updateStack(operation, blueprint, { leaveCleanup: true })),
      );
      requireStatus(stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'updated');
      return stateOf(stack);
    },

    async cleanUp({ physicalId }, context) {
      const stack = stackOf(physicalId, context);
      if (stack.status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') {
        await startOperation(stack, 'UPDATE_STACK', settingOf(context), cleanUpUpdate).done;
      }
    },

    async delete({ physicalId }, _properties, context) {
      const stack = stacks(context.world, context.account, context.region).find(physicalId);
      if (!stack || stack.status === 'DELETE_COMPLETE') return;
      await startOperation(stack, 'DELETE_STACK', settingOf(context), (operation) => deleteStack(operation, {})).done;
      requireStatus(stack, 'DELETE_COMPLETE', 'deleted');
    },
  };

  function settingOf({ world, caller }: ResourceContext): OperationSetting {
    return { world, caller, typeOf };
  }
}

function stackOf(id: string, { world, account, region }: ResourceContext): Stack {
  const stack = stacks(world, account, region).find(id);
  if (!stack) throw new Error(`Stack with id ${id} does not exist`);
  return stack;
}

function stateOf(stack: Stack): ResourceState {
  const outputs = stack.outputs.map(({ OutputKey = '', OutputValue = '' }) => [`Outputs.${OutputKey}`, OutputValue]);
  return { physicalId: stack.id, attributes: Object.fromEntries(outputs) as Record<string, string> };
}

/** A nested stack has its parent's capabilities, tags, notifications and role. */
function inputOf({ TemplateURL, Parameters = {}, Tags = [] }: Properties, { blueprint }: Stack): BlueprintInput {
  const own = Tags as { Key: string; Value: string }[];
  return {
    TemplateURL: String(TemplateURL),
    Parameters: Object.entries(Parameters as object).map(([ParameterKey, value]) => ({ ParameterKey, ParameterValue: String(value) })),
    Capabilities: blueprint?.capabilities,
    Tags: [...(blueprint?.tags ?? []).filter(({ Key }) => !own.some((tag) => tag.Key === Key)), ...own],
    NotificationARNs: blueprint?.notificationArns,
    RoleARN: blueprint?.roleArn,
  };
}

async function whileRunning({ signal }: ResourceContext, start: () => RunningOperation): Promise<void> {
  const running = start();
  signal.addEventListener('abort', running.cancel);
  await running.done;
  signal.removeEventListener('abort', running.cancel);
}

/** Fails the nested stack's resource, with the nested stack's own reason. */
function requireStatus(stack: Stack, status: StackStatus, what: string): void {
  if (stack.status === status) return;
  const first = stack.events.findLast(({ PhysicalResourceId, ResourceStatus = '' }) => PhysicalResourceId === stack.id && /FAILED|ROLLBACK_IN_PROGRESS/.test(ResourceStatus));
  throw new Error(`Embedded stack ${stack.id} was not successfully ${what}: ${stack.statusReason ?? first?.ResourceStatusReason ?? stack.status}`);
}
