import { perform, type InputOf } from '../../sandbox/api';
import { ACCOUNT, administrator } from '../../sandbox/principal';
import { cloudFormationApi } from '../../sandbox/services/cloudformation';
import type { Stack } from '../../sandbox/services/cloudformation/stacks/stack';
import { stacks } from '../../sandbox/services/cloudformation/stacks/stacks';
import type { World } from '../../sandbox/world';
import { REGION } from './lambda';

type CloudFormation = (typeof cloudFormationApi)['actions'];

/** Whoever creates, updates and deletes the stack. */
export class StackOperator {
  constructor(readonly world: World) {}

  get stack(): Stack {
    const stack = stacks(this.world, ACCOUNT, REGION).all.findLast(({ name }) => name === 'Stack');
    if (!stack) throw new Error('there is no stack yet');
    return stack;
  }

  /** Starts an operation on the stack. Gives the stack's status when it is over. */
  async operate(action: 'CreateStack' | 'UpdateStack' | 'DeleteStack' | 'ExecuteChangeSet', template?: object, options: object = {}): Promise<string> {
    await this.call(action, { StackName: 'Stack', ...(template ? { TemplateBody: JSON.stringify(template) } : {}), ...options });
    const { stack } = this;
    await stack.operation?.done;
    return stack.status;
  }

  /** Somebody who may do everything calls CloudFormation. */
  async call<Name extends keyof CloudFormation>(action: Name, input: InputOf<CloudFormation[Name]>): Promise<void> {
    await perform<CloudFormation, Name>(cloudFormationApi, { world: this.world, caller: administrator(), region: REGION }, action, input);
  }
}
