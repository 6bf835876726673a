/** What came of a call that is expected to be refused. */
export interface Refusal {
  /** Undefined when it was not refused. */
  readonly error?: unknown;
  /** In the service's words. */
  readonly said: string;
}

export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
    return { said: 'it was not refused' };
  } catch (error) {
    const { name, message } = error as Error;
    return { error, said: `${name}: ${message}` };
  }
}
