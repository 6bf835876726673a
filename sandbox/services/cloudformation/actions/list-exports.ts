import type { ListExportsInput, ListExportsOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { stacksOf } from '../stacks/stacks';
import { page } from './pagination';

export function listExports({ NextToken }: ListExportsInput, call: CallContext): ListExportsOutput {
  const { items, nextToken } = page(stacksOf(call).exports(), NextToken);
  return { Exports: items.map(({ name, value, stack }) => ({ ExportingStackId: stack.id, Name: name, Value: value })), NextToken: nextToken };
}
