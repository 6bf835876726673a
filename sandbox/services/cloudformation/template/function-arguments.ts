import { TemplateError, type Template } from './template';

/** What functions require of their arguments, and how CloudFormation says so before it evaluates anything. */
const REQUIREMENTS: Readonly<Record<string, { isMet(argument: unknown): boolean; readonly words: string } | undefined>> = {
  'Fn::Equals': { isMet: (argument) => isList(argument) && argument.length === 2, words: 'every Fn::Equals object requires a list of 2 string parameters.' },
  'Fn::GetAtt': {
    isMet: (argument) => namesAttribute(typeof argument === 'string' ? argument.split('.') : argument),
    words: 'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  },
  'Fn::Select': { isMet: selects, words: 'Fn::Select requires a list argument with two elements: an integer index and a list' },
  'Fn::Split': {
    isMet: (argument) => isList(argument) && argument.length === 2 && typeof argument[0] === 'string' && !isList(argument[1]),
    words: 'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
  },
};

/** Refuses functions that are given what they can't work with, also where no condition lets them be evaluated. */
export function requireFunctionArguments({ Rules, Conditions, Resources, Outputs }: Template): void {
  for (const value of [Rules, Conditions, Object.values(Resources).map(({ Properties }) => Properties), Outputs]) requireArguments(value);
}

function requireArguments(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const entries = Object.entries(value);
  const [only] = entries;
  const requirement = entries.length === 1 && only && Object.hasOwn(REQUIREMENTS, only[0]) ? REQUIREMENTS[only[0]] : undefined;
  if (requirement && !requirement.isMet(only?.[1])) throw new TemplateError(`Template error: ${requirement.words}`);
  for (const [, item] of entries) requireArguments(item);
}

function namesAttribute(argument: unknown): boolean {
  return isList(argument) && argument.length >= 2 && argument.every((part) => part !== '' && !isList(part));
}

/** An index that is written down is in the list that is written down. */
function selects(argument: unknown): boolean {
  if (!isList(argument) || argument.length !== 2) return false;
  const [index, values] = argument;
  if (typeof values !== 'object') return false;
  if (typeof index === 'object') return true;
  const place = typeof index === 'string' && index !== '' ? Number(index) : index;
  return typeof place === 'number' && Number.isInteger(place) && place >= 0 && !(isList(values) && place >= values.length);
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
