/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundle: a Lambda function finds its credentials in its
 * environment, and the other places the SDK would look in are a hundred kilobytes.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
