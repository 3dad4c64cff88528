import { beforeEach, expect } from 'vitest';
import type { ReadyAccount } from '../../../account/stored.ts';
import { usernameRegister } from '../../../profile/own-words.ts';
import { eachStore } from '../../../store/testing/each-store.ts';
import type { AccountHandle } from '../../../store/types/key-labels.ts';
import type { Store } from '../../../store/types.ts';
import { createHandClock, type HandClock } from '../../../testing/hand-clock.ts';
import { toKeyEvidenceFile } from '../../evidence.ts';
import type { LabelAsker } from '../ask.ts';
import { createOwnLabels, type OwnLabels } from '../own.ts';
import { createOwnHandles, type OwnHandles } from '../own-handles.ts';
import { askerOf, type Says } from './told.ts';

export const [own, cik] = [
  '1d3a4f0e-0000-4000-8000-000000000001',
  '2d3a4f0e-0000-4000-8000-000000000002',
];
export const number = '+60123456701';
export const username = 'aisyah.21';
export const byNumber: AccountHandle = { accountId: own, kind: 'number', value: number };
export const byUsername: AccountHandle = { accountId: own, kind: 'username', value: username };

/** The account's own number and username, and the map of keys as a test has it. */
export interface OwnStage {
  readonly store: Store;
  readonly clock: HandClock;
  readonly handles: OwnHandles;
  readonly registers: Map<string, unknown>;
  labels: OwnLabels;
  account: ReadyAccount;
  isKnown: boolean;
  /** To whom each leads: at the newest head, and at the distinguished ones. */
  readonly newest: Map<string, Says>;
  readonly marked: Map<string, Says>;
  marks: readonly number[];
  readonly over: (store: Store, asker?: LabelAsker) => OwnLabels;
  readonly look: (given?: OwnLabels, tell?: () => void) => ReturnType<OwnLabels['look']>;
  readonly stateOf: (name: AccountHandle) => string | null;
  readonly kindsOfEvidence: () => readonly string[];
  /** The person chooses whether their number leads to them. */
  readonly choose: (findable: boolean) => void;
  /** The person chooses a username, or none. */
  readonly take: (username: string | null) => void;
}

const openStage = (store: Store): OwnStage => {
  const clock = createHandClock();
  const newest = new Map<string, Says>([
    [number, own],
    [username, own],
  ]);
  const marked = new Map(newest);
  const registers = new Map<string, unknown>([
    ['privacy.findableByNumber', true],
    [usernameRegister, username],
  ]);
  const handles = createOwnHandles(
    { store, clock },
    { value: (key) => registers.get(key), isKnown: () => stage.isKnown },
  );
  const ofMap = askerOf(
    (position, value) => (position === undefined ? newest : marked).get(value) ?? null,
  );
  const over: OwnStage['over'] = (given, asker = ofMap) =>
    createOwnLabels({ store: given, clock }, asker, handles);
  const stage: OwnStage = {
    store,
    clock,
    handles,
    registers,
    labels: over(store),
    account: { accountId: own, number, username, findableByNumber: true } as ReadyAccount,
    isKnown: true,
    newest,
    marked,
    marks: [],
    over,
    look: (given = stage.labels, tell = () => undefined) =>
      given.look(
        {
          asking: { account: stage.account } as never,
          head: { epoch: 1, size: 9, note: 'note' } as never,
          heads: { behind: async () => stage.marks, newest: async () => stage.marks },
        },
        tell,
      ),
    stateOf: (name) => store.keyLabels.get(name)?.state ?? null,
    kindsOfEvidence: () => {
      const about = { serverKey: 'c2VydmVy', ownAccountId: own, accountId: own, now: clock.now() };
      const { entries } = JSON.parse(toKeyEvidenceFile(store.meta, about).text);
      return entries.map(({ kind }: { readonly kind: string }) => kind);
    },
    choose: (findable) => {
      stage.account = { ...stage.account, findableByNumber: findable };
      registers.set('privacy.findableByNumber', findable);
      handles.follow(stage.account);
    },
    take: (value) => {
      registers.set(usernameRegister, value);
      handles.follow(stage.account);
    },
  };
  return stage;
};

/** A new one for each test of the file, looked at once: all of it agrees. */
export const eachOwnStage = (): (() => OwnStage) => {
  const here = eachStore();
  let stage: OwnStage;
  beforeEach(async () => {
    stage = openStage(here.store);
    expect(await stage.look()).toBe('done');
  });
  return () => stage;
};
