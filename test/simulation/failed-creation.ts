import { AwsError } from '../../sandbox/aws-error';
import { isByFunction } from './faults';
import type { CreationEnd } from './scenario';
import type { StackOperator } from './stack-operator';
import type { Resources } from './template';

/** What can't be created; and before it what can, but can't be deleted as long as somebody forbids it. */
export const IMPOSSIBLE: Resources = {
  Blocker: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '192.168.0.0/24' } },
  Failure: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: 'none', Tags: [{ Key: 'after', Value: { Ref: 'Blocker' } }] } },
};

/**
 * The creation of the stack fails, and this becomes of it. Gives the status that the stack ends in.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html OnFailure
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html OnStackFailure
 */
export async function failCreation(operator: StackOperator, end: CreationEnd, template: object): Promise<string> {
  switch (end) {
    case 'rollBackCreation':
    case 'rollBackCreationWanted':
      return operator.operate('CreateStack', template);
    // What StackSets set for each of their stacks.
    case 'deleteFailedCreation':
    case 'deleteFailedCreationWanted':
      return operator.operate('CreateStack', template, { OnFailure: 'DELETE' });
    case 'deleteFailedChangeSet':
      await operator.call('CreateChangeSet', { StackName: 'Stack', ChangeSetName: 'Set', ChangeSetType: 'CREATE', TemplateBody: JSON.stringify(template), OnStackFailure: 'DELETE' });
      await operator.world.clock.sleep(1000);
      return operator.operate('ExecuteChangeSet', undefined, { ChangeSetName: 'Set' });
    case 'deleteAfterFailedCreation':
      await operator.operate('CreateStack', template, { DisableRollback: true });
      return operator.operate('DeleteStack');
    case 'deleteAfterFailedRollback': {
      let isForbidden = true;
      const denied = new AwsError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
      operator.world.faults.add({ action: 'DeleteVpc', when: (call) => isForbidden && !isByFunction(call), with: denied });
      await operator.operate('CreateStack', template);
      isForbidden = false;
      // As `cdk deploy` does, to create it anew.
      return operator.operate('DeleteStack');
    }
  }
}
