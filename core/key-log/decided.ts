import * as z from 'zod/mini';
import type { MetaRepository } from '../store/types/meta.ts';

/** What outlives an account. */
export const decidedName = 'key-log.settled';

const decidedSchema = z.object({
  /** Of the server, base64. */
  serverKey: z.string(),
  /** The epoch with which the person went on after the log contradicted itself; 0: never. What was before it counts for nothing. */
  log: z.int(),
  /** The newest epoch of which the person read that it did not account for the one before. */
  epoch: z.int(),
  /** Keys by which labels are made of which the person read that they are not the first, base64. */
  labelKeys: z._default(z.array(z.string()), []),
  at: z.number(),
});
export type Decided = Pick<z.infer<typeof decidedSchema>, 'log' | 'epoch' | 'labelKeys'>;

const nothing: Decided = { log: 0, epoch: 0, labelKeys: [] };

const parseDecided = (value: unknown): readonly z.infer<typeof decidedSchema>[] =>
  z.array(decidedSchema).safeParse(value).data ?? [];
const load = (meta: MetaRepository): ReturnType<typeof parseDecided> =>
  meta.read(decidedName, parseDecided);

/** What the person decided about the log of keys of this server. */
export const decidedOn = (meta: MetaRepository, serverKey: string): Decided =>
  load(meta).find((one) => one.serverKey === serverKey) ?? nothing;

const keep = (meta: MetaRepository, serverKey: string, decided: Decided, at: number): void => {
  const others = load(meta).filter((one) => one.serverKey !== serverKey);
  const labelKeys = [...decided.labelKeys];
  meta.set(decidedName, [...others, { ...decided, labelKeys, serverKey, at }]);
};

/** They read that labels are made by these keys, none of which is the first. */
export const decideOnLabelKeys = (
  meta: MetaRepository,
  serverKey: string,
  labelKeys: readonly string[],
  at: number,
): void => keep(meta, serverKey, { ...decidedOn(meta, serverKey), labelKeys: [...labelKeys] }, at);

/** They go on with the log as it is from this epoch on: after a contradiction (`log`), or having read that it accounts for too little (`epoch`). */
export const decide = (
  meta: MetaRepository,
  serverKey: string,
  decided: { readonly by: 'log' | 'epoch'; readonly epoch: number; readonly at: number },
): void => {
  const before = decidedOn(meta, serverKey);
  const { by, epoch, at } = decided;
  keep(meta, serverKey, { ...before, [by]: Math.max(before[by], epoch) }, at);
};
