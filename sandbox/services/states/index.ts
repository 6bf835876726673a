import type { StaticOperationSchema, StaticStructureSchema } from '@smithy/types';
import type { Api } from '../../api';
import { AwsError } from '../../aws-error';
import { jsonService } from '../../protocols/json';
import { StartExecution } from './actions/start-execution';

export const statesApi = {
  name: 'states',
  actions: { StartExecution },
  unknownAction: (action) => new AwsError('UnknownOperationException', `the sandbox's Step Functions has no action "${action}"`),
} satisfies Api;

/** The one operation, as the model of Step Functions has it: only the state machine is required. */
const INPUT: StaticStructureSchema = [3, 'com.amazonaws.sfn', 'StartExecutionInput', 0, ['stateMachineArn', 'name', 'input'], [0, 0, 0], 1];
const StartExecution$: StaticOperationSchema = [9, 'com.amazonaws.sfn', 'StartExecution', 0, INPUT, 'unit'];

/** Step Functions over HTTP. */
export const states = jsonService({ api: statesApi, model: { StartExecution$ }, targetPrefix: 'AWSStepFunctions' });
