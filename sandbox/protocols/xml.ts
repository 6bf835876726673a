import { NormalizedSchema } from '@smithy/core/schema';
import XMLBuilder from 'fast-xml-builder';
import { XMLParser } from 'fast-xml-parser';

const ATTRIBUTES = '@';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: ATTRIBUTES, suppressEmptyNode: false, processEntities: true });
const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false });

/** The XML document of one root element. */
export function buildXml(root: string, content: Record<string, unknown>, xmlns?: string): string {
  const attributes = xmlns === undefined ? {} : { [`${ATTRIBUTES}xmlns`]: xmlns };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: { ...attributes, ...content } })}`;
}

/** Every scalar is a string; an element that repeats is an array. Throws on XML that is not well-formed. */
export function parseXml(xml: string): Record<string, unknown> {
  return parser.parse(xml, true) as Record<string, unknown>;
}

/**
 * The elements of a value, named as the service's model names them: what the AWS SDK exports with each client.
 * Fields that are undefined are absent, as they are in AWS's answers; times are the reader's.
 */
export function xmlElements(schema: unknown, value: object, toReaders: (time: Date) => Date): Record<string, unknown> {
  return elementsOf(NormalizedSchema.of(schema as never), value, toReaders);
}

function elementsOf(schema: NormalizedSchema, value: object, toReaders: (time: Date) => Date): Record<string, unknown> {
  const elements: Record<string, unknown> = {};
  const fields = value as Record<string, unknown>;
  for (const [memberName, member] of schema.structIterator()) {
    const field = fields[memberName];
    if (field === undefined || field === null) continue;
    elements[xmlName(member) ?? memberName] = element(member, field, toReaders);
  }
  return elements;
}

function element(schema: NormalizedSchema, value: unknown, toReaders: (time: Date) => Date): unknown {
  if (schema.isStructSchema()) return elementsOf(schema, value as object, toReaders);
  if (schema.isListSchema()) {
    const member = schema.getValueSchema();
    const items = (value as unknown[]).map((item) => element(member, item, toReaders));
    if (schema.getMergedTraits().xmlFlattened) return items;
    return items.length === 0 ? '' : { [xmlName(member) ?? 'member']: items };
  }
  if (schema.isMapSchema()) {
    const keyName = xmlName(schema.getKeySchema()) ?? 'key';
    const valueName = xmlName(schema.getValueSchema()) ?? 'value';
    const entries = Object.entries(value as object).map(([key, item]) => ({ [keyName]: key, [valueName]: element(schema.getValueSchema(), item, toReaders) }));
    return { entry: entries };
  }
  if (value instanceof Date) return toReaders(value).toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}

function xmlName(schema: NormalizedSchema): string | undefined {
  return (schema.getMergedTraits() as { xmlName?: string }).xmlName;
}
