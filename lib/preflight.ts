/**
 * What happens when a deployment finds what would stop the release later: a missing permission, a pool that is in no reachable Region or
 * account, an allocation that is not manual, an address that AWS manages. What does not exist yet is only noted.
 */
export enum Preflight {
  /** The deployment fails, and says what to do. */
  FAIL = 'FAIL',

  /** The deployment goes on; the function's log says what to do. */
  WARN = 'WARN',

  /** Nobody looks. */
  SKIP = 'SKIP',
}
