import type { HttpService } from '../http';

/** Every service of the sandbox, by its name in a SigV4 credential scope. */
export const services: Readonly<Record<string, HttpService>> = {};
