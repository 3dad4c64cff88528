import * as z from 'zod/mini';
import type { MetaRepository } from '../store/types/meta.ts';

/** What outlives an account. */
export const settledName = 'key-log.settled';

const settledSchema = z.object({
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
export type Settled = Pick<z.infer<typeof settledSchema>, 'log' | 'epoch' | 'labelKeys'>;

const nothing: Settled = { log: 0, epoch: 0, labelKeys: [] };

const parseSettled = (value: unknown): readonly z.infer<typeof settledSchema>[] =>
  z.array(settledSchema).safeParse(value).data ?? [];
const load = (meta: MetaRepository): ReturnType<typeof parseSettled> =>
  meta.read(settledName, parseSettled);

/** What the person decided about the log of keys of this server. */
export const settledWith = (meta: MetaRepository, serverKey: string): Settled =>
  load(meta).find((one) => one.serverKey === serverKey) ?? nothing;

const keep = (meta: MetaRepository, serverKey: string, settled: Settled, at: number): void => {
  const others = load(meta).filter((one) => one.serverKey !== serverKey);
  const labelKeys = [...settled.labelKeys];
  meta.set(settledName, [...others, { ...settled, labelKeys, serverKey, at }]);
};

/** They read that labels are made by these keys, none of which is the first. */
export const settleLabelKeys = (
  meta: MetaRepository,
  serverKey: string,
  labelKeys: readonly string[],
  at: number,
): void =>
  keep(meta, serverKey, { ...settledWith(meta, serverKey), labelKeys: [...labelKeys] }, at);

/** They go on with the log as it is from this epoch on: after a contradiction (`log`), or having read that it accounts for too little (`epoch`). */
export const settle = (
  meta: MetaRepository,
  serverKey: string,
  decided: { readonly by: 'log' | 'epoch'; readonly epoch: number; readonly at: number },
): void => {
  const before = settledWith(meta, serverKey);
  const { by, epoch, at } = decided;
  keep(meta, serverKey, { ...before, [by]: Math.max(before[by], epoch) }, at);
};
