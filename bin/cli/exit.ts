/** The exit codes that a script may rely on. */
export const EXIT = {
  /** Done; or nothing is in the way. */
  done: 0,
  /** An error, or something that nothing of this command removes. */
  failed: 1,
  /** Of `plan` and `rehearse`: something will be released or waited for. */
  pending: 2,
  /** Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;
