import * as z from 'zod/mini';

type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly $ref?: string;
};

const maxDepth = 3;

const toText = (schema: JsonSchema, depth: number): string => {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? 'value';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined)
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    return [...new Set(choices.map((choice) => toText(choice, depth + 1)))].join(' | ');
  }
  if (schema.type === 'array') {
    const item = toText(schema.items ?? {}, depth);
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === 'object') {
    if (schema.properties === undefined) return 'record';
    const names = Object.keys(schema.properties);
    if (names.length === 0) return '{}';
    if (depth >= maxDepth) return '{…}';
    const fields = Object.entries(schema.properties).map(([name, field]) => {
      const optional = schema.required?.includes(name) === true ? '' : '?';
      return `${name}${optional}: ${toText(field, depth + 1)}`;
    });
    return `{ ${fields.join(', ')} }`;
  }
  if (schema.type === undefined) return 'any value';
  return typeof schema.type === 'string' ? schema.type : schema.type.join(' | ');
};

/** A schema in one line, the way a person would jot it down. Bounds and patterns are left to the source. */
export const schemaText = (schema: z.ZodMiniType): string =>
  toText(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema, 0);
