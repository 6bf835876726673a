import type { CallContext } from '../../api';
import { AwsError } from '../../aws-error';

interface Remembered {
  readonly request: string;
  readonly output: unknown;
}

/**
 * Creates once for each ClientToken: the same request again is answered as the first was, another request with the
 * same token is refused.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function createOnce<Output>(call: CallContext, input: { readonly ClientToken?: string | undefined }, create: () => Output): Output {
  if (!input.ClientToken) return create();
  const answers = call.world.state('ec2/client-tokens', () => new Map<string, Remembered>());
  const key = [call.caller.account, call.region, call.action, input.ClientToken].join(':');
  const request = JSON.stringify(input);
  const known = answers.get(key);
  if (!known) {
    const output = create();
    answers.set(key, { request, output });
    return output;
  }
  if (known.request !== request) {
    throw new AwsError('IdempotentParameterMismatch', 'The client token that is provided is already used for a request with different parameters');
  }
  return known.output as Output;
}
