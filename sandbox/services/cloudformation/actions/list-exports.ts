import type { ListExportsInput, ListExportsOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { page } from '../pagination';
import { stacksOf } from '../stacks';

export function listExports({ NextToken }: ListExportsInput, call: CallContext): ListExportsOutput {
  const { items, nextToken } = page(stacksOf(call).exports(), NextToken);
  return { Exports: items.map(({ name, value, stack }) => ({ ExportingStackId: stack.id, Name: name, Value: value })), NextToken: nextToken };
}
