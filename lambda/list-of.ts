/** A 200 that is not what was asked for: what answers may be a proxy, a captive page, or no AWS at all. It is asked again. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Asked for by its id, something is not in an answer: that it is not there. EC2 itself has an error for it. */
export class NothingListed extends Error {
  override readonly name = 'NothingListed';
  // An answer, unlike what never came.
  readonly $fault = 'client';
}

/** A part of an answer, with what no such part of AWS's can be without. */
export type With<Part, Field extends keyof Part> = Omit<Part, Field> & { readonly [F in Field]-?: NonNullable<Part[F]> };

type ElementOf<List> = NonNullable<List> extends readonly (infer Element)[] ? Element : never;

/**
 * The list of this name in an answer. AWS sends an empty list when there is nothing: where the list itself is missing, nobody said that
 * there is nothing, and what is listed is not gone.
 */
export function listOf<Answer, Name extends keyof Answer, Field extends keyof ElementOf<Answer[Name]> = never>(
  answer: Answer,
  name: Name & string,
  ...fields: (Field & string)[]
): With<ElementOf<Answer[Name]>, Field>[] {
  const list = answer[name] as readonly ElementOf<Answer[Name]>[] | undefined;
  if (list === undefined) throw new NoAnswer(`the answer has no ${name}`);
  return list.map((part) => whole(part, name, ...fields));
}

/** The same of all pages, however short (A41). A token that comes twice would come for ever: there is more, and nobody tells what. */
export async function listOfAll<Answer extends { readonly NextToken?: string | undefined }, Name extends keyof Answer, Field extends keyof ElementOf<Answer[Name]> = never>(
  pages: AsyncIterable<Answer>,
  name: Name & string,
  ...fields: (Field & string)[]
): Promise<With<ElementOf<Answer[Name]>, Field>[]> {
  const list = [];
  let next: string | undefined;
  for await (const page of pages) {
    list.push(...listOf(page, name, ...fields));
    next = page.NextToken;
  }
  if (next !== undefined && next !== '') throw new NoAnswer(`the answer has no end of its ${name}`);
  return list;
}

/** A part of an answer: what is empty in it is absent, and these fields are not. */
export function whole<Part, Field extends keyof Part = never>(part: Part | undefined, name: string, ...fields: (Field & string)[]): With<Part, Field> {
  const present = withoutEmpty(part ?? ({} as Part));
  for (const field of fields) if (present[field] === undefined) throw new NoAnswer(`the answer has no ${field} in its ${name}`);
  return present as With<Part, Field>;
}

function withoutEmpty<Part>(part: Part): Part {
  const fields = Object.entries(part as Record<string, unknown>);
  return fields.some(([, value]) => value === '') ? (Object.fromEntries(fields.filter(([, value]) => value !== '')) as Part) : part;
}
