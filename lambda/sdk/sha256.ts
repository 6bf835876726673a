import { Hash } from '@smithy/core/serde';

/** Stands in for `@smithy/core/checksum` in the bundle: Node.js has SHA-256, and needs none in JavaScript. */
export const Sha256 = Hash.bind(null, 'sha256');
