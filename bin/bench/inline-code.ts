import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { transformSync } from 'esbuild';

/** A module of this folder as the code of a function, which finds the AWS SDK in its runtime. */
export function inlineCode(file: string): lambda.InlineCode {
  const source = readFileSync(join(__dirname, file), 'utf8');
  return lambda.Code.fromInline(transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20', minifyWhitespace: true }).code);
}
