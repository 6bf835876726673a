import type { Change, DescribeChangeSetInput, DescribeChangeSetOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { requireChangeSet } from './change-set-of-call';
import { describeParameter, ifAny } from './descriptions';
import { page } from './pagination';

export function describeChangeSet(input: DescribeChangeSetInput, call: CallContext): DescribeChangeSetOutput {
  const { stack, changeSet } = requireChangeSet(input, call);
  const { blueprint, input: asked } = changeSet;
  const { items, nextToken } = page(changeSet.changes, input.NextToken);
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: stack.id,
    StackName: stack.name,
    Description: asked.Description,
    Parameters: ifAny([...blueprint.parameters.values()].map(describeParameter)),
    CreationTime: new Date(changeSet.creationTime),
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    NotificationARNs: [...blueprint.notificationArns],
    RollbackConfiguration: asked.RollbackConfiguration ?? {},
    Capabilities: [...blueprint.capabilities],
    Tags: ifAny([...blueprint.tags]),
    Changes: input.IncludePropertyValues ? items : items.map(withoutValues),
    NextToken: nextToken,
    IncludeNestedStacks: asked.IncludeNestedStacks ?? false,
    OnStackFailure: asked.OnStackFailure,
    ImportExistingResources: asked.ImportExistingResources ?? false,
    DeploymentConfig: asked.DeploymentConfig,
  };
}

/** Only a caller who asks for property values is shown them. */
function withoutValues({ Type, ResourceChange: change }: Change): Change {
  const Details = change?.Details?.map((detail) => ({
    ...detail,
    Target: { ...detail.Target, Path: undefined, BeforeValue: undefined, AfterValue: undefined, AttributeChangeType: undefined },
  }));
  return { Type, ResourceChange: { ...change, Details, BeforeContext: undefined, AfterContext: undefined } };
}
