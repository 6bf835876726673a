/** An error as an AWS API answers it. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    readonly code: string,
    message: string,
    readonly httpStatus = 400,
  ) {
    super(message);
  }
}

/** The connection is closed without an answer: what a client sees of a network fault. */
export class ConnectionDropped extends Error {
  override readonly name = 'ConnectionDropped';
}
