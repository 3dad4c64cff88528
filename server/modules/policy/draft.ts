import * as z from 'zod/mini';
import { type Policy, policySchema } from '../../../contract/policy/document.ts';
import { validatePolicy } from '../../../contract/policy/validate.ts';

/** What an operator writes: a policy without the moment of publishing, and when it goes live in one of three ways. */
const timesSchema = z.object({
  publishedAt: z.optional(z.undefined()),
  /** ISO 8601 with its offset from UTC, or milliseconds since 1970. */
  effectiveAt: z.optional(
    z.union([
      z.int(),
      z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/)),
    ]),
  ),
  /** Times 24 hours, from publishing. */
  effectiveInDays: z.optional(z.int().check(z.minimum(0), z.maximum(3_650))),
});

export type Draft =
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

const dayMs = 86_400_000;

const refused = (...reasons: readonly string[]): Draft => ({ kind: 'refused', reasons });

const parseObject = (text: string): Record<string, unknown> | string => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    return 'it is not a JSON object';
  } catch (error) {
    return `it is not JSON: ${error instanceof Error ? error.message : error}`;
  }
};

const rowName = (value: Record<string, unknown>, index: number): string => {
  const row: unknown = Array.isArray(value.rows) ? value.rows[index] : undefined;
  const { purpose = 'no purpose', recipient = 'nobody' } = (row ?? {}) as Record<string, unknown>;
  return `row ${index + 1} (${purpose} for ${recipient})`;
};

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
  /** Of `invalid_value`: what may stand there. */
  readonly values?: readonly unknown[] | undefined;
  /** Of `invalid_type`: what is to stand there. */
  readonly expected?: string | undefined;
  /** Of `unrecognized_keys`. */
  readonly keys?: readonly string[] | undefined;
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => Reflect.get(Object(at), key), value);

const reasonOf = (value: unknown, issue: Issue): string => {
  const { path, message, code, values, expected, keys } = issue;
  const found = valueAt(value, path);
  if (code === 'unrecognized_keys') return `nothing is called ${keys?.join(', ')}`;
  if (found === undefined && code?.startsWith('invalid_')) return 'it is missing';
  if (code === 'invalid_value') return `${JSON.stringify(found)} is none of ${values?.join(', ')}`;
  if (code === 'invalid_type') return `${JSON.stringify(found)} stands where ${expected} is needed`;
  return code === undefined ? message : `${message} (${code.replaceAll('_', ' ')})`;
};

const wordsOf = (value: Record<string, unknown>, issue: Issue): string => {
  const { path } = issue;
  const [first, index, ...rest] = path.map(String);
  const isRow = first === 'rows' && index !== undefined;
  const where = isRow
    ? [rowName(value, Number(index)), rest.join('.')].filter((part) => part !== '').join(': ')
    : path.map(String).join('.');
  return `${where}: ${reasonOf(value, issue)}`;
};

const effectiveAtOf = (
  { effectiveAt, effectiveInDays = 0 }: z.infer<typeof timesSchema>,
  publishedAt: number,
): number => {
  if (effectiveAt === undefined) return publishedAt + effectiveInDays * dayMs;
  return typeof effectiveAt === 'number' ? effectiveAt : Date.parse(effectiveAt);
};

/** Reads what an operator wrote as the version that is published at `now` (ms), or says, row by row, why it cannot be. */
export const readDraft = (text: string, now: number): Draft => {
  const value = parseObject(text);
  if (typeof value === 'string') return refused(value);
  if (value.publishedAt !== undefined)
    return refused('publishedAt: it is set when the version is published');
  const times = timesSchema.safeParse(value);
  if (!times.success) return refused(...times.error.issues.map((issue) => wordsOf(value, issue)));
  if (times.data.effectiveAt !== undefined && times.data.effectiveInDays !== undefined)
    return refused('effectiveAt and effectiveInDays: one of them is enough');
  const { effectiveInDays: _days, ...document } = value;
  const parsed = policySchema.safeParse({
    ...document,
    publishedAt: now,
    effectiveAt: effectiveAtOf(times.data, now),
  });
  if (!parsed.success) return refused(...parsed.error.issues.map((issue) => wordsOf(value, issue)));
  const faults = validatePolicy(parsed.data);
  if (faults.length === 0) return { kind: 'policy', policy: parsed.data };
  return refused(
    ...faults.map(({ row, code, reason }) =>
      row === null ? `${code}: ${reason}` : `${rowName(value, row)}: ${code}: ${reason}`,
    ),
  );
};
