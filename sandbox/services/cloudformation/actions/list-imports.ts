import type { ListImportsInput, ListImportsOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { stacksOf } from '../stacks/stacks';
import { page } from './pagination';

export function listImports({ ExportName = '', NextToken }: ListImportsInput, call: CallContext): ListImportsOutput {
  const importers = stacksOf(call).importers(ExportName);
  if (importers.length === 0) throw new AwsError('ValidationError', `Export '${ExportName}' is not imported by any stack.`);
  const { items, nextToken } = page(importers, NextToken);
  return { Imports: items.map(({ name }) => name), NextToken: nextToken };
}
