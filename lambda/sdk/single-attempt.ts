import type { MiddlewareStack } from '@smithy/types';

/**
 * Stands in for `@smithy/core/retry` in the bundle: one attempt, and no machinery for more. A refused call is repeated by the next pass,
 * at a pace that knows of the others; not by the SDK.
 */
export const getRetryPlugin = () => ({
  // Requests are signed behind the middleware of this name.
  applyToStack: (stack: MiddlewareStack<object, object>) => stack.add((next) => next, { name: 'retryMiddleware', step: 'finalizeRequest', priority: 'high' }),
});

export const resolveRetryConfig = <Config>(config: Config): Config => config;

/** What the clients look for in the environment. Nothing reads it. */
export const NODE_MAX_ATTEMPT_CONFIG_OPTIONS = { environmentVariableSelector: () => undefined, configFileSelector: () => undefined, default: 1 };
export const NODE_RETRY_MODE_CONFIG_OPTIONS = { environmentVariableSelector: () => undefined, configFileSelector: () => undefined };
export const DEFAULT_RETRY_MODE = 'standard';
export const RETRY_MODES = {};
