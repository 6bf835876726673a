/** A value's form: `…` in a string stands for anything, so do `…` alone and what it stands for; an object tells some of the members. */
export type Form = string | number | boolean | null | readonly Form[] | { readonly [member: string]: Form };

/** What somebody saw the real service answer, or what AWS documents that it does, in one situation. */
export interface Fact {
  /** What was done, as the lives in this folder name it. */
  readonly situation: string;
  readonly operation: string;
  /** Where it was seen: a name of the table `sources`, a colon, and the place there. */
  readonly source: string;
  /** Members that are there, as paths: `Attachment.Status`, `Tags[].Key`. */
  readonly has?: readonly string[];
  /** Members that are not there: not even empty. */
  readonly lacks?: readonly string[];
  /** Exactly the members that are there, without what is in them. */
  readonly members?: readonly string[];
  /** The forms of members, by path. */
  readonly is?: Readonly<Record<string, Form>>;
  /** The answer as a whole: a list of events, for instance. */
  readonly equals?: Form;
  /** The refusal: its code, its text and, where it was seen, the HTTP status. */
  readonly error?: readonly [code: string, text: string, status?: number];
  /** Why the sandbox differs, and is left so: never that it is merely not corrected. */
  readonly differs?: string;
}

/** What the sandbox answered in a situation. */
export type Observation = { readonly answer: unknown } | { readonly refusal: Refusal };

interface Refusal {
  /** The SDK's name of the error: the service's own code, unless the model gives its shape another. */
  readonly name: string;
  readonly Code?: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** In what the observation differs from the fact; nothing where the fact holds. */
export function differences(fact: Fact, observation: Observation | undefined): string[] {
  if (observation === undefined) return ['the situation was not lived through'];
  if (fact.error) return 'refusal' in observation ? refusalDiffers(fact.error, observation.refusal) : ['it was not refused'];
  if ('refusal' in observation) return [`it was refused: ${observation.refusal.name}: ${observation.refusal.message}`];
  const { answer } = observation;
  return [
    ...(fact.has ?? []).filter((path) => at(answer, path) === undefined).map((path) => `${path} is missing`),
    ...(fact.lacks ?? []).filter((path) => at(answer, path) !== undefined).map((path) => `${path} is there: ${show(at(answer, path))}`),
    ...(fact.members ? otherThan(fact.members, membersOf(answer)) : []),
    ...Object.entries(fact.is ?? {}).filter(([path, form]) => !hasForm(at(answer, path), form)).map(([path, form]) => `${path} is ${show(at(answer, path))}, not ${show(form)}`),
    ...(fact.equals === undefined || hasForm(answer, fact.equals) ? [] : [`it is ${show(answer)}, not ${show(fact.equals)}`]),
  ];
}

function refusalDiffers([code, text, status]: NonNullable<Fact['error']>, { name, Code = name, message, $metadata }: Refusal): string[] {
  return [
    ...(hasForm(Code, code) ? [] : [`the code is ${Code}, not ${code}`]),
    ...(hasForm(message, text) ? [] : [`the text is ${show(message)}, not ${show(text)}`]),
    ...(status === undefined || $metadata?.httpStatusCode === status ? [] : [`the status is ${String($metadata?.httpStatusCode)}, not ${status}`]),
  ];
}

/** The member at a path; of a list, the first item's that has it. */
function at(value: unknown, path: string): unknown {
  if (path === '') return value;
  const [, name = '', list, rest = ''] = /^([^.[]+)(\[\])?\.?(.*)$/.exec(path) ?? [];
  const member = typeof value === 'object' && value !== null ? ((value as Readonly<Record<string, unknown>>)[name] ?? undefined) : undefined;
  if (list === undefined) return at(member, rest);
  return Array.isArray(member) ? member.map((item) => at(item, rest)).find((item) => item !== undefined) : undefined;
}

const membersOf = (answer: unknown) =>
  Object.entries(answer as object).flatMap(([name, value]) => (name === '$metadata' || value === undefined || value === null ? [] : [name]));

function otherThan(wanted: readonly string[], there: readonly string[]): string[] {
  return [
    ...wanted.filter((name) => !there.includes(name)).map((name) => `${name} is missing`),
    ...there.filter((name) => !wanted.includes(name)).map((name) => `${name} is there`),
  ];
}

function hasForm(value: unknown, form: Form): boolean {
  if (form === '…') return value !== undefined && value !== null;
  if (typeof form === 'string') return typeof value === 'string' && new RegExp(`^${form.split('…').map(literally).join('[^]*')}$`).test(value);
  if (Array.isArray(form)) return Array.isArray(value) && value.length === form.length && form.every((item: Form, index) => hasForm(value[index], item));
  if (typeof form !== 'object' || form === null) return value === form;
  return typeof value === 'object' && value !== null && Object.entries(form).every(([name, member]) => hasForm((value as Readonly<Record<string, unknown>>)[name], member));
}

const literally = (text: string) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

const show = (value: unknown) => JSON.stringify(value);
