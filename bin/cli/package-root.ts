import { join } from 'node:path';

/** The package, which is two folders above the bundle and above this file alike. */
export const PACKAGE_ROOT = join(__dirname, '..', '..');
