import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { openDataSharing, toggle } from '../../testing/open-scene.ts';

it('a choice that devices made apart stands off until the person picks, and the pick says what stood there', async () => {
  const { user, asked } = await openDataSharing('apart');
  const ads = await toggle(/^More relevant ads/);
  expect(ads.checked).toBe(false);
  const sides = within(await screen.findByRole('list', { name: /^Values of “More relevant ads/ }));
  const picks = sides.getAllByRole('button');
  expect(picks.map((button) => button.getAttribute('aria-label'))).toEqual([
    expect.stringMatching(/^Use this: On, set on this device, yesterday/),
    expect.stringMatching(/^Use this: Off, set on Meja di pejabat, today/),
  ]);
  expect(new Set(picks.map(({ className }) => className)).size).toBe(1);
  await user.click(picks[1] as HTMLElement);
  await waitFor(() => expect(asked()).toHaveLength(1));
  const { shown, on, purpose } = asked()[0]?.input ?? {};
  expect([purpose, on]).toEqual(['ads-relevance', false]);
  expect(shown?.texts).toContain('Until you pick, the no stands, on the server too.');
});
