import * as model from '@aws-sdk/client-cloudformation';
import type { Api, CallContext } from '../../api';
import { AwsError } from '../../aws-error';
import type { HttpService } from '../../http';
import { queryService } from '../../protocols/query';
import type { ParameterProblem } from '../../protocols/query-input';
import { authorize } from '../iam/authorize';
import { cancelUpdateStack } from './actions/cancel-update-stack';
import { continueUpdateRollback } from './actions/continue-update-rollback';
import { createChangeSet } from './actions/create-change-set';
import { createStack } from './actions/create-stack';
import { deleteChangeSet } from './actions/delete-change-set';
import { deleteStack } from './actions/delete-stack';
import { describeChangeSet } from './actions/describe-change-set';
import { describeEvents } from './actions/describe-events';
import { describeStackEvents } from './actions/describe-stack-events';
import { describeStackResource } from './actions/describe-stack-resource';
import { describeStackResources } from './actions/describe-stack-resources';
import { describeStacks } from './actions/describe-stacks';
import { executeChangeSet } from './actions/execute-change-set';
import { getTemplate } from './actions/get-template';
import { getTemplateSummary } from './actions/get-template-summary';
import { listChangeSets } from './actions/list-change-sets';
import { listExports } from './actions/list-exports';
import { listImports } from './actions/list-imports';
import { listStackResources } from './actions/list-stack-resources';
import { listStacks } from './actions/list-stacks';
import { rollbackStack } from './actions/rollback-stack';
import { getStackPolicy, setStackPolicy } from './actions/stack-policy';
import { updateStack } from './actions/update-stack';
import { updateTerminationProtection } from './actions/update-termination-protection';
import { validateTemplate } from './actions/validate-template';
import { stacksOf } from './stacks/stacks';

export const cloudFormationApi = {
  name: 'cloudformation',
  actions: {
    CancelUpdateStack: cancelUpdateStack,
    ContinueUpdateRollback: continueUpdateRollback,
    CreateChangeSet: createChangeSet,
    CreateStack: createStack,
    DeleteChangeSet: deleteChangeSet,
    DeleteStack: deleteStack,
    DescribeChangeSet: describeChangeSet,
    DescribeEvents: describeEvents,
    DescribeStackEvents: describeStackEvents,
    DescribeStackResource: describeStackResource,
    DescribeStackResources: describeStackResources,
    DescribeStacks: describeStacks,
    ExecuteChangeSet: executeChangeSet,
    GetStackPolicy: getStackPolicy,
    GetTemplate: getTemplate,
    GetTemplateSummary: getTemplateSummary,
    ListChangeSets: listChangeSets,
    ListExports: listExports,
    ListImports: listImports,
    ListStackResources: listStackResources,
    ListStacks: listStacks,
    RollbackStack: rollbackStack,
    SetStackPolicy: setStackPolicy,
    UpdateStack: updateStack,
    UpdateTerminationProtection: updateTerminationProtection,
    ValidateTemplate: validateTemplate,
  },
  unknownAction: (action: string) => new AwsError('InvalidAction', `Could not find operation ${action} for version 2010-05-15`),
  admit: (input: Readonly<Record<string, unknown>>, call: CallContext) => {
    authorize(call, resourceOf(input, call));
  },
} satisfies Api;

export const cloudFormation: HttpService = queryService({
  api: cloudFormationApi,
  model,
  version: '2010-05-15',
  xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  ec2: false,
  invalidParameter,
});

/** The ARN that IAM evaluates a call against. */
function resourceOf({ StackName, ChangeSetName }: Readonly<Record<string, unknown>>, call: CallContext): string {
  if (typeof StackName !== 'string') return typeof ChangeSetName === 'string' && ChangeSetName.startsWith('arn:') ? ChangeSetName : '*';
  if (StackName.startsWith('arn:')) return StackName;
  return stacksOf(call).find(StackName)?.id ?? `arn:aws:cloudformation:${call.region}:${call.caller.account}:stack/${StackName}/*`;
}

function invalidParameter(problem: ParameterProblem): AwsError {
  const name = problem.parameter.charAt(0).toLowerCase() + problem.parameter.slice(1);
  switch (problem.kind) {
    case 'missing':
      return new AwsError('ValidationError', `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`);
    case 'unknown':
      return new AwsError('ValidationError', `Unknown parameter ${problem.parameter}`);
    case 'type':
      return new AwsError('MalformedInput', `${problem.value} is not a valid ${problem.expected} for ${problem.parameter}`);
  }
}
