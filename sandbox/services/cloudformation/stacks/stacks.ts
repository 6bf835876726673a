import type { Caller } from '../../../api';
import { AwsError } from '../../../aws-error';
import type { World } from '../../../world';
import { Stack, type StackOptions } from './stack';
import { toolkitStack } from './toolkit-stack';

/** Every stack of one account in one Region, deleted ones too. */
export class Stacks {
  readonly all: Stack[] = [];

  constructor(private readonly world: World) {}

  create(options: StackOptions): Stack {
    const stack = new Stack(this.world, options);
    this.all.push(stack);
    return stack;
  }

  /** By name or ARN. A deleted stack is found by its ARN only. */
  find(nameOrId: string): Stack | undefined {
    if (nameOrId.startsWith('arn:')) return this.all.find((stack) => stack.id === nameOrId);
    return this.existing.find((stack) => stack.name === nameOrId);
  }

  get existing(): Stack[] {
    return this.all.filter((stack) => stack.status !== 'DELETE_COMPLETE');
  }

  /** The exports of every stack, by their names. */
  exports(): { readonly name: string; readonly value: string; readonly stack: Stack }[] {
    return this.existing.flatMap((stack) =>
      stack.outputs.flatMap(({ ExportName, OutputValue = '' }) => (ExportName ? [{ name: ExportName, value: OutputValue, stack }] : [])),
    );
  }

  /** The stacks that use an export. */
  importers(exportName: string): Stack[] {
    return this.existing.filter((stack) => stack.blueprint?.imports.has(exportName));
  }
}

export function stacks(world: World, account: string, region: string): Stacks {
  return world.state(`cloudformation/${account}/${region}`, () => {
    const created = new Stacks(world);
    created.all.push(toolkitStack(world, account, region));
    return created;
  });
}

export function stacksOf({ world, caller, region }: Caller): Stacks {
  return stacks(world, caller.account, region);
}

/** The stack that a call names, in the words CloudFormation uses for most of its calls. */
export function requireStack(call: Caller, nameOrId: string | undefined, message = `Stack with id ${nameOrId ?? ''} does not exist`): Stack {
  const stack = nameOrId === undefined ? undefined : stacksOf(call).find(nameOrId);
  if (!stack) throw new AwsError('ValidationError', message);
  return stack;
}
