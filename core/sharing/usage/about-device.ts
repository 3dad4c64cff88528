import * as z from 'zod/mini';
import { canonicalJson } from '../../../contract/canonical-json.ts';
import { fieldCatalogue } from '../../../contract/policy/fields.ts';
import type { MetaRepository } from '../../store/types/meta.ts';
import type { Decided } from '../state.ts';
import { dayMs } from './days.ts';
import { toldMark } from './marks.ts';
import { termsOf } from './terms.ts';

const aboutSchema = z.object({
  appVersion: fieldCatalogue.appVersion.schema,
  system: fieldCatalogue.system.schema,
});
/** Which version of the app runs on which system. */
export type AboutDevice = z.infer<typeof aboutSchema>;

/** Null for what no field can express, such as a version that was never released. */
export const toAboutDevice = (about: {
  readonly appVersion: string;
  readonly system: AboutDevice['system'];
}): AboutDevice | null => {
  const parsed = aboutSchema.safeParse(about);
  return parsed.success ? parsed.data : null;
};

/**
 * What is told of the app and the system, and what to call once the server has it. Null while that is not allowed, and while the recipient has
 * the same already: it is told once, and again when it changed, after another acceptance and at the end of the retention.
 */
export const aboutDue = (
  meta: MetaRepository,
  about: AboutDevice | null,
  decided: Decided,
): { readonly about: AboutDevice; readonly handedOver: () => void } | null => {
  const terms = termsOf(decided, 'understanding-use');
  if (terms === null || about === null) return null;
  const { now } = decided.known.facts;
  const retentionDays = Math.min(...terms.shares.map(({ row }) => row?.retentionDays ?? 1));
  const text = canonicalJson(about);
  const told = toldMark.load(meta);
  const isKnown =
    told?.about === text &&
    told.restsOn === terms.restsOn &&
    told.at <= now &&
    now < told.at + retentionDays * dayMs;
  if (isKnown) return null;
  return {
    about,
    handedOver: () => toldMark.save(meta, { about: text, restsOn: terms.restsOn, at: now }),
  };
};
