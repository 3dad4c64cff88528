import { expect, test } from '../../fixtures.ts';
import { askForCode, codeField, introduceYourself } from '../../support/screens/onboarding.ts';
import { english, wordsOf } from '../../support/words.ts';

test('a newcomer reads what is private, proves the number, says who they are, and has an empty chat list', async ({
  openApp,
  world,
}) => {
  const { page } = await openApp();
  await expect(page.getByRole('heading', { name: 'Say it quietly.' })).toBeVisible();
  await expect(page.getByText('Only you and the people you write to can read it.')).toBeVisible();
  await expect(
    page.getByText('The keys are made on your own computers and stay there.'),
  ).toBeVisible();
  await expect(
    page.getByText('The server knows your number, when you connect, and to whom the letters go.'),
  ).toBeVisible();
  await expect(page.getByText('Server: Journey server')).toBeVisible();

  const number = world.numbers.malaysian();
  await askForCode(page, number);
  await codeField(page).fill(await world.server.codeFor(number));

  await test.step('neither answer to "findable by number" is preset, and one is needed', async () => {
    await expect(page.getByText('May people who know your number find you?')).toBeVisible();
    await expect(page.getByRole('radio', { name: 'Yes, by the exact number' })).not.toBeChecked();
    await expect(page.getByRole('radio', { name: 'No, not by number' })).not.toBeChecked();
    await page.getByRole('textbox', { name: 'Your name' }).fill('Aisyah binti Rahman');
    await page.getByRole('button', { name: 'Start chatting' }).click();
    await expect(page.getByText(english('onboarding.findable.missing'))).toBeVisible();
  });

  await introduceYourself(page, { name: 'Aisyah binti Rahman', findable: false });
  await expect(page.getByText('No chats yet')).toBeVisible();
});

test('a wrong code is told and the right one still works', async ({ openApp, world }) => {
  const { page } = await openApp();
  const number = world.numbers.malaysian();
  await askForCode(page, number);
  const right = await world.server.codeFor(number);
  const wrong = right === '123456' ? '654321' : '123456';
  await codeField(page).fill(wrong);
  await expect(page.getByText('That is not the code.')).toBeVisible();
  await codeField(page).fill(right);
  await introduceYourself(page, { name: 'Daniel' });
});

test('after five wrong codes only a new code helps, and the screen says so', async ({
  openApp,
  world,
}) => {
  const { page } = await openApp();
  const number = world.numbers.malaysian();
  await askForCode(page, number);
  const right = await world.server.codeFor(number);
  for (let tries = 1; tries <= 5; tries++) {
    await codeField(page).fill(`${(Number(right) + tries) % 1_000_000}`.padStart(6, '0'));
    await expect(page.getByText('That is not the code.')).toBeVisible();
    await codeField(page).fill('');
  }
  await codeField(page).fill(right);
  await expect(page.getByText('Too many wrong codes. Ask for a new one.')).toBeVisible();
  await page.getByRole('button', { name: 'Another number' }).click();
  await askForCode(page, world.numbers.malaysian());
});

test('a number of another country is recognised while it is typed, and nothing is sent before the person asks', async ({
  openApp,
  world,
}) => {
  const { page } = await openApp({ language: 'ms' });
  const say = wordsOf('ms');
  const country = page.getByRole('button', { name: say('onboarding.number.country') });
  await expect(country).toHaveAccessibleName(/Malaysia, \+60/);
  const number = world.numbers.american();
  await page.getByRole('textbox', { name: say('onboarding.number.label') }).fill(number);
  await expect(country).toHaveAccessibleName(/Amerika Syarikat, \+1/);
  expect(world.server.console().join('\n')).not.toContain(number);
  await askForCode(page, number, say);
  await codeField(page, say).fill(await world.server.codeFor(number));
  await introduceYourself(page, { name: 'Grace', say });
});
