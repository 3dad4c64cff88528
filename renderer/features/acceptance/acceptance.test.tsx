import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../../contract/ipc/define.ts';
import type { SharingState } from '../../../contract/ipc/sharing/state.ts';
import type { sharingDomain } from '../../../contract/ipc/sharing.ts';
import {
  askedState,
  firstHash,
  newHash,
  sampleName,
  sampleSharing,
  sampleState,
} from '../../testing/fake/sample-sharing.ts';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { readTexts } from '../../ui/read-texts.ts';
import { toMinutes } from './to-rows.ts';

type Answered = { call: string; input: CallInput<typeof sharingDomain.calls.accept> };

const first = 'What may be shared is up to you';

const ask = async (
  state: SharingState = askedState(),
  name: string | RegExp = first,
  language: 'en' | 'ms' = 'en',
) => {
  const app = await renderApp(createSampleWorld({ sharing: sampleSharing({ state }) }), language);
  const dialog = await screen.findByRole('dialog', { name });
  const box = (purpose: string | RegExp) =>
    within(dialog).getByRole<HTMLInputElement>('checkbox', { name: purpose });
  const press = (button: string) =>
    app.user.click(within(dialog).getByRole('button', { name: button }));
  const answers = () => app.world.sharing.asked as Answered[];
  return { ...app, dialog, box, press, answers };
};
const gone = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

describe('the question', () => {
  it('leaves every box empty under opt-in, and records exactly what stood there', async () => {
    const { dialog, box, user, press, answers } = await ask();
    const boxes = within(dialog).getAllByRole<HTMLInputElement>('checkbox');
    expect(boxes.map(({ checked }) => checked)).toEqual([false, false, false]);
    await user.click(box('Friend suggestions'));
    const texts = readTexts(dialog);
    await press('Accept policy');
    await gone();
    const [answer] = answers();
    expect(answer).toMatchObject({
      call: 'accept',
      input: { policyHash: newHash, shown: { language: 'en', policyHash: newHash, texts } },
    });
    // Every text that a person sees, the buttons' own among them.
    for (const text of [first, 'Accept policy', 'Not now', 'Read all of it · 1 min'])
      expect(texts).toContain(text);
    expect(texts).toContain('Phone number and country, to Kumpulan Nusa. Kept 90 days.');
    expect(answer?.input.shown.boxes.map(({ ticked }) => ticked)).toEqual([false, false, false]);
    expect(answer?.input.choices).toEqual([
      { purpose: 'ads-relevance', recipient: 'nusa', ticked: false },
      { purpose: 'friend-suggestions', recipient: 'nusa', ticked: true },
      { purpose: 'usage-metrics', recipient: 'nusa', ticked: false },
    ]);
  });

  it('under opt-out ticks what the policy ticks, and says so with the deadline', async () => {
    const { dialog, box, user, press, answers } = await ask(askedState({ regime: 'opt-out' }));
    expect(box(/^More relevant ads/).checked).toBe(true);
    expect(box('How often the app is used').checked).toBe(false);
    within(dialog).getByText(/what it ticked beforehand is shared if you leave it ticked/);
    within(dialog).getByText(/you have 30 days: .* until 23 December 2026, 14:06/);
    await user.click(box(/^More relevant ads/));
    await press('Accept policy');
    await gone();
    const { shown, choices } = answers()[0]?.input ?? {};
    expect(shown?.boxes[0]).toMatchObject({ purpose: 'ads-relevance', ticked: true });
    expect(choices?.[0]).toMatchObject({ purpose: 'ads-relevance', ticked: false });
  });

  it('counts the time to object from when the policy goes live, where that is later', async () => {
    const sharing = sampleSharing({ state: askedState({ regime: 'opt-out' }) });
    const policy = sharing.policies.get(newHash);
    if (!policy) throw new Error('no policy');
    const effectiveAt = new Date(2026, 11, 1, 9, 0).getTime();
    sharing.policies.set(newHash, { ...policy, effectiveAt });
    await renderApp(createSampleWorld({ sharing }));
    const dialog = await screen.findByRole('dialog', { name: first });
    within(dialog).getByText(/takes effect 1 December 2026/);
    within(dialog).getByText(/starts on 1 December 2026, 09:00.* until 31 December 2026, 09:00/);
  });

  it('takes not now for an answer, and can be read again in the settings', async () => {
    const { press, answers, user } = await ask();
    await press('Not now');
    await gone();
    expect(answers().map(({ call }) => call)).toEqual(['notNow']);
    expect(answers()[0]?.input.shown.texts).toContain('Not now');
    await user.keyboard('{Control>},{/Control}');
    await user.click(await screen.findByRole('button', { name: 'Data sharing' }));
    expect(await screen.findAllByText(/Nothing is sent: you have not accepted/)).toHaveLength(7);
    await user.click(screen.getByRole('button', { name: 'Read it and decide' }));
    await screen.findByRole('dialog', { name: first });
  });

  it('has its full text one press away in the same dialog, and then records that, too', async () => {
    const { dialog, press, answers } = await ask();
    expect(within(dialog).queryByText(/neither company can read them/)).toBeNull();
    await press('Read all of it · 1 min');
    const text = within(dialog).getByText(/neither company can read them/).textContent ?? '';
    expect(document.activeElement?.textContent).toBe('What Bisik shares with Kumpulan Nusa');
    // What a paragraph is about stands out of it; one that names nothing is left as it is.
    const leads = [...dialog.querySelectorAll('strong')].map(({ textContent }) => textContent);
    expect(leads).toEqual(['What is never shared.', 'What you decide.', 'What you can check.']);
    await press('Accept policy');
    await gone();
    expect(answers()[0]?.input.shown.texts).toContain(text);
  });

  it('says near its head what comes with accepting, and leads there', async () => {
    const { dialog, press } = await ask();
    const [line] = within(dialog).getAllByRole('button');
    expect(line?.textContent).toBe('4 more come with accepting: see which');
    await press('4 more come with accepting: see which');
    expect(document.activeElement?.textContent).toBe('Comes with accepting');
  });

  it('says what is new, wider, narrower and the same, and what was', async () => {
    const { dialog } = await ask(
      sampleState({
        accepted: { ...sampleName, id: '2026-1', hash: firstHash },
        ask: { policyHash: newHash, why: 'widened', notBefore: 0, due: true },
      }),
      '3 things would change',
    );
    const row = (purpose: string) =>
      within(dialog.querySelector(`[data-purpose="${purpose}"]`) as HTMLElement);
    row('ads-relevance').getByText('wider');
    row('ads-relevance').getByText('More is sent. Kept longer.');
    row('ads-relevance').getByText('Until now: Phone number, to Kumpulan Nusa. Kept 30 days.');
    row('friend-suggestions').getByText('new');
    row('security').getByText('narrower');
    row('security').getByText('Kept for a shorter time.');
    row('usage-metrics').getByText('same');
    row('usage-metrics').getByText(/You have this on now/);
  });

  it('marks nothing as new the first time, when all of it is', async () => {
    const { dialog } = await ask(askedState(), /anda tentukan/, 'ms');
    expect(within(dialog).queryByText('baharu', { exact: true })).toBeNull();
  });

  it('is Malay in Malay, and says so in the record', async () => {
    const { press, answers } = await ask(askedState(), /anda tentukan/, 'ms');
    await press('Bukan sekarang');
    await gone();
    expect(answers()[0]?.input.shown).toMatchObject({ language: 'ms' });
    expect(answers()[0]?.input.shown.texts).toContain('Terima dasar');
  });
});

describe('answering', () => {
  it('is as easy either way: the same kind and size of button, side by side', async () => {
    const { dialog } = await ask();
    const yes = within(dialog).getByRole('button', { name: 'Accept policy' });
    const no = within(dialog).getByRole('button', { name: 'Not now' });
    expect(yes.className).toBe(no.className);
    expect(yes.parentElement).toBe(no.parentElement);
  });

  it('does not happen by accident: neither by typing, Escape nor a press outside', async () => {
    const { dialog, user, answers } = await ask();
    expect(within(dialog).queryByRole('button', { name: 'Close' })).toBeNull();
    await user.keyboard('{Enter} {Escape}');
    await user.click(document.body);
    await screen.findByRole('dialog', { name: first });
    expect(answers()).toEqual([]);
    // Escape has led to the refusal, one press away.
    expect(document.activeElement?.textContent).toBe('Not now');
    await user.keyboard('{Enter}');
    await gone();
    expect(answers().map(({ call }) => call)).toEqual(['notNow']);
  });

  it('can be done by keyboard alone', async () => {
    const { user, box, answers } = await ask();
    await user.tab();
    expect(document.activeElement?.textContent).toBe('4 more come with accepting: see which');
    await user.tab();
    expect(document.activeElement).toBe(box(/^More relevant ads/));
    await user.keyboard(' ');
    await user.tab();
    await user.tab();
    await user.tab();
    expect(document.activeElement?.textContent).toBe('Accept policy');
    await user.keyboard('{Enter}');
    await gone();
    expect(answers()[0]?.input.choices[0]).toMatchObject({ ticked: true });
  });

  it('stays, with the boxes as they are, when it could not be kept', async () => {
    const { host, dialog, box, user, press } = await ask();
    Object.assign(host.sharing, { accept: () => Promise.reject(new Error('disk')) });
    await user.click(box('Friend suggestions'));
    await press('Accept policy');
    await within(dialog).findByText('Something failed on our side. Nothing was lost.');
    expect(box('Friend suggestions').checked).toBe(true);
  });
});

it('estimates the time to read', () => {
  expect([toMinutes(''), toMinutes('a '.repeat(250)), toMinutes('a '.repeat(880))]).toEqual([
    1, 1, 4,
  ]);
});
