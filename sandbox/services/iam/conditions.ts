import type { OneOrMany, PolicyStatement } from './policy-document';
import { matchesArn, matchesWildcard } from './wildcard';

/** The keys of a request that conditions may look at, such as `aws:ResourceTag/team`. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** `unknown` when the condition uses an operator that the sandbox can't judge. */
export type Judgement = 'met' | 'unmet' | 'unknown';

interface Operator {
  /** Whether a value of the request matches one of the policy. */
  readonly matches: (wanted: string, actual: string) => boolean;
  /** Met when nothing matches, and when the request lacks the key. */
  readonly negated?: boolean;
}

const sameText = (wanted: string, actual: string) => wanted === actual;
const sameTextInAnyCase = (wanted: string, actual: string) => wanted.toLowerCase() === actual.toLowerCase();
const like = (wanted: string, actual: string) => matchesWildcard(wanted, actual);
const number = (compare: (actual: number, wanted: number) => boolean): Operator => ({
  matches: (wanted, actual) => compare(Number(actual), Number(wanted)),
});
const date = (compare: (actual: number, wanted: number) => boolean): Operator => ({
  matches: (wanted, actual) => compare(Date.parse(actual), Date.parse(wanted)),
});

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { matches: sameText },
  StringNotEquals: { matches: sameText, negated: true },
  StringEqualsIgnoreCase: { matches: sameTextInAnyCase },
  StringNotEqualsIgnoreCase: { matches: sameTextInAnyCase, negated: true },
  StringLike: { matches: like },
  StringNotLike: { matches: like, negated: true },
  ArnEquals: { matches: matchesArn },
  ArnNotEquals: { matches: matchesArn, negated: true },
  ArnLike: { matches: matchesArn },
  ArnNotLike: { matches: matchesArn, negated: true },
  Bool: { matches: sameTextInAnyCase },
  NumericEquals: number((actual, wanted) => actual === wanted),
  NumericNotEquals: { ...number((actual, wanted) => actual === wanted), negated: true },
  NumericLessThan: number((actual, wanted) => actual < wanted),
  NumericLessThanEquals: number((actual, wanted) => actual <= wanted),
  NumericGreaterThan: number((actual, wanted) => actual > wanted),
  NumericGreaterThanEquals: number((actual, wanted) => actual >= wanted),
  DateEquals: date((actual, wanted) => actual === wanted),
  DateNotEquals: { ...date((actual, wanted) => actual === wanted), negated: true },
  DateLessThan: date((actual, wanted) => actual < wanted),
  DateLessThanEquals: date((actual, wanted) => actual <= wanted),
  DateGreaterThan: date((actual, wanted) => actual > wanted),
  DateGreaterThanEquals: date((actual, wanted) => actual >= wanted),
};

const reported = new Set<string>();

/** Every operator and every key of a Condition must be met; one of several values is enough. */
export function judgeConditions(condition: PolicyStatement['Condition'], context: RequestContext): Judgement {
  const judgements = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => judge(operator, key, wanted, context)),
  );
  if (judgements.includes('unmet')) return 'unmet';
  return judgements.includes('unknown') ? 'unknown' : 'met';
}

function judge(fullName: string, key: string, wantedValues: OneOrMany<string | number | boolean>, context: RequestContext): Judgement {
  const [, set, name = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(fullName) ?? [];
  const wanted = [wantedValues].flat().map((value) => substituteVariables(String(value), context));
  const actual = valuesOf(key, context);
  if (name === 'Null') return met(wanted.some((value) => (value.toLowerCase() === 'true') === (actual === undefined)));
  const operator = OPERATORS[name];
  if (!operator) {
    report(fullName);
    return 'unknown';
  }
  const negated = operator.negated ?? false;
  const holds = (value: string) => wanted.some((one) => operator.matches(one, value)) !== negated;
  if (set === 'ForAllValues') return met((actual ?? []).every(holds));
  if (actual === undefined || actual.length === 0) return met(ifExists !== undefined || (negated && set === undefined));
  return met(set === 'ForAnyValue' || !negated ? actual.some(holds) : actual.every(holds));
}

const met = (holds: boolean): Judgement => (holds ? 'met' : 'unmet');

/** The names of condition keys are not case-sensitive. */
function valuesOf(key: string, context: RequestContext): readonly string[] | undefined {
  const name = Object.keys(context).find((other) => other.toLowerCase() === key.toLowerCase());
  const value = name === undefined ? undefined : context[name];
  return value === undefined ? undefined : [value].flat();
}

/** Policy variables such as `${aws:PrincipalAccount}`. One that the request lacks stays, so that nothing matches it. */
export function substituteVariables(text: string, context: RequestContext): string {
  return text.replace(/\$\{([^}]+)\}/g, (variable, key: string) => valuesOf(key, context)?.[0] ?? variable);
}

function report(operator: string): void {
  if (reported.has(operator)) return;
  reported.add(operator);
  process.stderr.write(`sandbox: IAM condition operator ${operator} is not modelled; statements with it allow nothing and deny what they name\n`);
}
