import { AwsError } from '../../aws-error';
import type { ParameterProblem } from '../../protocols/query-input';

/** How EC2 refuses parameters, whatever the action. */
export function invalidParameter(problem: ParameterProblem, action?: string): AwsError {
  switch (problem.kind) {
    case 'missing':
      return missingParameter(action === 'CreateTags' && problem.parameter === 'ResourceId' ? 'resourceIdSet' : problem.parameter);
    case 'unknown':
      return new AwsError('UnknownParameter', `The parameter ${problem.parameter} is not recognized`);
    case 'type':
      return invalidValue(problem.value, problem.parameter, `Expected type: ${problem.expected}.`);
  }
}

/**
 * An error whose code or text is made up: what EC2 says there is not in its documentation, and none of its users is known to have reported it. Nothing
 * may rest on its words.
 */
export function madeUp(code: string, message: string): AwsError {
  return new AwsError(code, message);
}

export function missingParameter(parameter: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${parameter}`);
}

/** EC2's own words, but for what it says of the reason: that is made up, where it is given. */
export function invalidValue(value: string | number, parameter: string, why = ''): AwsError {
  const name = parameter.charAt(0).toLowerCase() + parameter.slice(1);
  return new AwsError('InvalidParameterValue', `Value (${value}) for parameter ${name} is invalid.${why && ` ${why}`}`);
}

export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}

export function dependencyViolation(message: string): AwsError {
  return new AwsError('DependencyViolation', message);
}

/** The code is known from clients that wait for it to pass; its texts are made up. */
export function incorrectState(message: string): AwsError {
  return madeUp('IncorrectState', message);
}

/** What EC2 answers to a DryRun that would have been allowed. A91 */
export function refuseDryRun(input: { readonly DryRun?: boolean | undefined }): void {
  if (input.DryRun) throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}
