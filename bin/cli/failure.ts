import { understand } from '../../lambda/error-table';
import { explain } from '../../lambda/report';

/** What the command can't do: what, where, and what to do about it. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The names that the SDK's credential providers give their errors. */
const CREDENTIALS = /^(CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch)$/;

/** An error in one line. */
export function explainFailure(error: unknown): string {
  const { message, remedy } = asFailure(error);
  return withoutCredentials(`cdk-address-release: ${message}; ${remedy}`.replaceAll(/\s+/g, ' '));
}

/** What went wrong at `where`, said with what can be done about it. */
export function asFailure(error: unknown, where?: string): Failure {
  if (error instanceof Failure) return error;
  const at = where === undefined ? '' : `${where}: `;
  const { name, message } = (error ?? {}) as { readonly name?: string; readonly message?: string };
  if (CREDENTIALS.test(name ?? '')) {
    return new Failure(`${at}AWS takes no credentials from here (${message ?? name ?? ''})`, 'sign in (aws sso login), or name a profile with --profile', { cause: error });
  }
  const verdict = understand(error);
  return new Failure(`${at}${explain(verdict)}`, verdict.obstacle === 'permission' ? 'allow yourself what the message names (docs/cli.md has the policy)' : remedyFor(verdict.obstacle), { cause: error });
}

function remedyFor(obstacle: string | undefined): string {
  return obstacle === 'silence' ? 'check --endpoint-url, --region and the network, and run it again' : 'check what was asked for and --region, or run it with --debug';
}

/** Access keys have this shape; a signature and a token are long and stand behind their name. */
export function withoutCredentials(text: string): string {
  return text
    .replaceAll(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '(access key)')
    .replaceAll(/((?:Signature|Credential|Security-Token|SessionToken|SecretAccessKey)["']?\s*[=:]\s*)\S+/gi, '$1(left out)');
}

/** Where an error came from, for --debug. */
export function stackTraceOf(error: unknown): string {
  const { stack = '', cause } = (error ?? {}) as { readonly stack?: string; readonly cause?: unknown };
  return withoutCredentials(cause instanceof Error ? `${stack}\n${cause.stack ?? ''}` : stack);
}
