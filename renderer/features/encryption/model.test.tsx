import { screen, waitFor, within } from '@testing-library/react';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type {
  CheckFailure,
  EncryptionState,
  Withheld,
} from '../../../contract/encryption/status.ts';
import {
  type Called,
  calledIn,
  statusOf,
  type Truth,
  truths,
  waitsIn,
} from '../../../contract/encryption/testing/model.ts';
import { aisyah, openChatIn } from '../../testing/open-encryption.ts';

// core/encryption/model-network.long.test.ts holds what the engine says against the same model: that, and this, is the way from keys to the screen.

/** The name that the sign of each state has among the icons. */
const signs: Readonly<Record<EncryptionState, string>> = {
  check_failed: 'shield-x',
  key_changed: 'key-round',
  numbers_differ: 'equal-not',
  check_unavailable: 'cloud-off',
  verified: 'shield-check',
  not_verified: 'lock',
};

interface Scene {
  readonly truth: Truth;
  readonly failure: CheckFailure;
  /** What the log proved may yet be made good. */
  readonly doubted: boolean;
  /** All there is to know stands beside the chat. */
  readonly open: boolean;
}
const scenes = fc
  .shuffledSubarray([...truths, ...truths], { minLength: 2 * truths.length })
  .chain((all) =>
    fc.tuple(
      ...all.map((truth) =>
        fc.record({
          truth: fc.constant(truth),
          failure: fc.constantFrom<CheckFailure>('entry', 'label', 'own_entry', 'log'),
          doubted: fc.boolean(),
          open: fc.boolean(),
        }),
      ),
    ),
  );

const withheldIn = ({ truth, failure, doubted }: Scene): Withheld | null => {
  if (truth.failed) return failure;
  return doubted ? 'checking' : null;
};

/** The chat with Aisyah Rahman on a screen whose engine says one thing after another. */
const openScreen = async (language: 'en' | 'ms') => {
  const app = await openChatIn('keyChanged', { language });
  const { world, emit, line, pane, user, t } = app;
  const [chat] = world.chats.filter(({ peer }) => peer.name === aisyah);
  const encryption = chat && world.encryption.get(chat.peer.accountId);
  if (!chat || !encryption) throw new Error('no chat');
  const { accountId } = chat.peer;
  const say = (scene: Scene): void => {
    const { truth } = scene;
    const status = statusOf(truth);
    const differs = truth.differs
      ? ({ of: 'in_use', device: 'Laptop', thisDevice: true, at: 1_763_000_000_000 } as const)
      : null;
    const withheld = withheldIn(scene);
    const { key, offered, verified } = encryption;
    world.encryption.set(accountId, {
      ...encryption,
      status,
      differs,
      key,
      offered: truth.changed ? offered : null,
      verified: truth.compared ? verified : null,
      check: {
        withheld,
        unchecked: truth.unchecked ? 'log' : null,
        foundAt: truth.failed ? 1_763_000_000_000 : null,
        stays: false,
        agreedAt: null,
      },
    });
    const keyChange = truth.changed ? chat.keyChange : null;
    const said = { ...chat, encryption: status, differs, withheld, keyChange };
    world.chats = world.chats.map((one) => (one.chatId === chat.chatId ? said : one));
    emit('chats.changed', { chats: [said], unreadTotal: 0 });
    emit('encryption.changed', { accountId });
  };
  const isOpen = (): boolean => line().getAttribute('aria-expanded') === 'true';
  const signIn = (within: Element): string =>
    within.querySelector('svg')?.getAttribute('class') ?? '';
  const expectShown = async (scene: Scene): Promise<void> => {
    const { truth } = scene;
    const sign = signs[statusOf(truth).state];
    const words = t(`encryption.state.${calledIn(truth)}`);
    await waitFor(() => expect(line().textContent).toBe(words));
    expect(line().getAttribute('aria-label')).toBe(t('encryption.open', { state: words }));
    expect(line().dataset.state).toBe(statusOf(truth).state);
    expect(signIn(line()).split(' ')).toContain(`lucide-${sign}`);

    // What was written says that it waits, and why; without a reason it waits for nothing but the network.
    const row = screen.getByText('Awak ada tukar komputer?').closest('li');
    if (!row) throw new Error('no message');
    const reason = truth.failed ? 'withheld' : truth.changed ? 'undecided' : 'checking';
    const state = waitsIn(truth) || scene.doubted ? reason : 'queued';
    await waitFor(() =>
      within(row).getByRole('img', { name: t(`chat.state.${state}`, { name: aisyah }) }),
    );

    const failed = () =>
      screen.queryByRole('region', { name: t('withheld.title', { name: aisyah }) });
    const changed = () => screen.queryByRole('region', { name: t('keys.title', { name: aisyah }) });
    await waitFor(() => {
      expect(failed() !== null).toBe(truth.failed && !isOpen());
      expect(changed() !== null).toBe(truth.changed && !truth.failed && !isOpen());
    });
    // There is no way round a failed check beside the message.
    if (failed()) expect(screen.queryByRole('button', { name: t('keys.accept') })).toBeNull();
    // Writing goes on: what waits is what was written.
    screen.getByRole('textbox', { name: t('chat.composer.label') });
    if (!isOpen()) return;

    const card = await waitFor(() => {
      const found = pane().getByRole('region', { name: words });
      expect(found.dataset.state).toBe(statusOf(truth).state);
      return found;
    });
    within(card).getByRole('heading', { name: words, level: 3 });
    const mark = card.querySelector('[data-state]');
    if (!(mark instanceof HTMLElement)) throw new Error('no mark');
    // The shape is the style sheet's, by this state; the journey looks at it.
    expect(mark.dataset.state).toBe(statusOf(truth).state);
    expect(signIn(mark).split(' ')).toContain(`lucide-${sign}`);
    const accept = within(card).queryByRole('button', { name: t('keys.accept') });
    expect(accept !== null).toBe(truth.changed);
    // What was compared is never said of keys that were not.
    const undo = pane().queryByRole('button', { name: t('encryption.mark.undo') });
    expect(undo !== null).toBe(truth.compared && !truth.changed);
  };
  return {
    show: async (scene: Scene): Promise<void> => {
      if (scene.open !== isOpen()) await user.click(line());
      await waitFor(() => expect(isOpen()).toBe(scene.open));
      say(scene);
      await expectShown(scene);
    },
  };
};

it.each(['en', 'ms'] as const)(
  'whatever the engine says, in any order, the screen shows what a model says: %s',
  { timeout: 120_000 },
  async (language) => {
    const { show } = await openScreen(language);
    await fc.assert(
      fc.asyncProperty(scenes, async (all) => {
        for (const scene of all) await show(scene);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  },
);

it('words and signs tell the states apart, each by itself', async () => {
  const { t } = await openChatIn('verified');
  const told = truths.map((truth) => ({
    state: statusOf(truth).state,
    called: calledIn(truth),
  }));
  for (const one of told)
    for (const other of told) {
      if (one.state === other.state) continue;
      expect(signs[one.state]).not.toBe(signs[other.state]);
      const say = (id: Called) => t(`encryption.state.${id}`);
      expect(say(one.called)).not.toBe(say(other.called));
    }
});
