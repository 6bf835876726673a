import type { Language } from './declare';

/**
 * The lines that make one destroy enough, for the pools with these names in the app. What was taken from them by the API is released, and
 * each pool is held until nothing is left in it.
 */
export function linesToAdd(language: Language, poolNames: readonly string[]): string {
  return WRITERS[language](poolNames).join('\n');
}

const camel = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const snake = (name: string) => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

const WRITERS: Readonly<Record<Language, (poolNames: readonly string[]) => string[]>> = {
  typescript: (names) => ["import { EmptyOnDelete } from 'cdk-address-release';", '', ...names.map((name) => `${camel(name)}.with(new EmptyOnDelete());`)],
  python: (names) => ['from cdk_address_release import EmptyOnDelete', '', ...names.map((name) => `EmptyOnDelete().apply_to(${snake(name)})`)],
  java: (names) => ['import io.github.cdkaddressrelease.EmptyOnDelete;', '', ...names.map((name) => `new EmptyOnDelete().applyTo(${camel(name)});`)],
  csharp: (names) => ['using CdkAddressRelease;', '', ...names.map((name) => `new EmptyOnDelete().ApplyTo(${camel(name)});`)],
  go: (names) => [
    'import release "github.com/cdk-address-release/cdk-address-release-go/cdkaddressrelease"',
    '',
    ...names.map((name) => `release.NewEmptyOnDelete(nil).ApplyTo(${camel(name)})`),
  ],
};
