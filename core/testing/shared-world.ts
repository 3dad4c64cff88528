import { join } from 'node:path';
import { canonicalJson, hashOfText } from '../../contract/canonical-json.ts';
import type { Shown } from '../../contract/consent/shown.ts';
import type { SharingRow, SharingState } from '../../contract/ipc/sharing/state.ts';
import type { Policy } from '../../contract/policy/document.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import type { TestServer } from '../../server/testing/start-test-server.ts';

/** Publishes a version as the operator’s command does: another program over the same data folder. */
export const publish = async (
  server: Pick<TestServer, 'dataDir'>,
  policy: Policy,
): Promise<string> => {
  const store = openSqliteStore({
    file: join(server.dataDir, 'bisik-server.db'),
    besideOthers: true,
  });
  const document = canonicalJson(policy);
  const hash = hashOfText(document);
  const { id, publishedAt } = policy;
  const outcome = await store.policies.publish({ id, hash, publishedAt, document });
  await store.close();
  if (outcome !== 'published') throw new Error(outcome);
  return hash;
};

/** What a screen would say that it showed. */
export const shownOf = (policyHash: string, over: Partial<Shown> = {}): Shown => ({
  language: 'ms',
  policyHash,
  texts: ['Dasar', 'Terima'],
  boxes: [],
  ...over,
});

/** The switch for ads relevance. */
export const adsOf = (state: SharingState): SharingRow => {
  const row = state.shares.find(({ purpose }) => purpose === 'ads-relevance');
  if (!row) throw new Error('no row for ads');
  return row;
};
