import { expect, test } from '../../fixtures.ts';
import { startInProcessServer } from '../../support/in-process-server.ts';
import { askForCode, codeField, introduceYourself } from '../../support/screens/onboarding.ts';

test('a code older than ten minutes is no longer valid, and a new one is asked for', async ({
  openApp,
  scope,
  world,
}) => {
  let passedMs = 0;
  const server = scope.own(
    await startInProcessServer({
      dataDir: await scope.folder('server'),
      clock: { now: () => Date.now() + passedMs },
    }),
  );
  const { page } = await openApp({ serverUrl: server.url });
  const number = world.numbers.malaysian();
  await askForCode(page, number);
  const expired = await server.codeFor(number);
  passedMs = 10 * 60_000 + 1;
  await codeField(page).fill(expired);
  await expect(page.getByText('The code is no longer valid. Ask for a new one.')).toBeVisible();

  await page.getByRole('button', { name: 'Another number' }).click();
  await askForCode(page, number);
  await expect.poll(() => server.codeFor(number)).not.toBe(expired);
  await codeField(page).fill(await server.codeFor(number));
  await introduceYourself(page, { name: 'Aisyah' });
});
