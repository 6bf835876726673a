import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Handler = (event: unknown, context: unknown, callback: (error?: unknown, result?: unknown) => void) => unknown;

/** An error of the function's set-up, with the name that Lambda gives it. */
export class SetupError extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

/** Loads `folder/file.export` from the function's code: CommonJS or an ES module. */
export async function loadHandler(taskRoot: string, handler: string, nodeVersion: number): Promise<Handler> {
  const [, moduleName, exportPath] = /^([^.]+)\.(.+)$/.exec(basename(handler)) ?? [];
  if (!moduleName || !exportPath) throw new SetupError('Runtime.MalformedHandlerName', 'Bad handler');
  const module_ = await load(resolve(taskRoot, dirname(handler), moduleName), taskRoot);
  const found = exportPath.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], module_);
  if (found === undefined) throw new SetupError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw new SetupError('Runtime.HandlerNotFound', `${handler} is not a function`);
  if (nodeVersion >= 24 && found.length >= 3) {
    throw new SetupError(
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
    );
  }
  return found as Handler;
}

async function load(path: string, taskRoot: string): Promise<unknown> {
  const file = [`${path}.js`, `${path}.mjs`, `${path}.cjs`].find((candidate) => existsSync(candidate));
  if (file === undefined) throw new SetupError('Runtime.ImportModuleError', `Error: Cannot find module '${basename(path)}'`);
  try {
    const esModule = file.endsWith('.mjs') || (file.endsWith('.js') && isModulePackage(dirname(file), taskRoot));
    return esModule ? await import(pathToFileURL(file).href) : (createRequire(file)(file) as unknown);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') throw new SetupError('Runtime.ImportModuleError', String(error));
    if (error instanceof SyntaxError) throw new SetupError('Runtime.UserCodeSyntaxError', String(error));
    throw error;
  }
}

/** Whether the nearest package.json, no higher than the function's code, says that .js files are ES modules. */
function isModulePackage(folder: string, taskRoot: string): boolean {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { type?: string }).type === 'module';
  return folder !== taskRoot && isModulePackage(dirname(folder), taskRoot);
}
