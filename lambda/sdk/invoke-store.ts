interface LambdaRuntime {
  readonly awslambda?: { readonly InvokeStore?: unknown };
}

/**
 * Stands in for `@aws/lambda-invoke-store` in the bundle: what Lambda's runtime keeps of an invocation, where it keeps something. Else the SDK
 * takes the trace id from the environment. A store of its own is for functions that handle several invocations at once.
 */
export const InvokeStore = { getInstanceAsync: () => Promise.resolve((globalThis as LambdaRuntime).awslambda?.InvokeStore) };
