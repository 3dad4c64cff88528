import type { Page } from '@playwright/test';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { createAuthority } from '../../support/authority.ts';
import { startPublicServer } from '../../support/public-server.ts';
import { codeField, introduceYourself } from '../../support/screens/onboarding.ts';
import { openSection, openSettings } from '../../support/screens/settings.ts';

const operator = 'Kampung Bisik';

const lookUp = async (page: Page, address: string) => {
  await page.getByRole('button', { name: 'Other server…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Other server' });
  await dialog.getByRole('textbox', { name: 'Address' }).fill(address);
  await dialog.getByRole('button', { name: 'Look it up' }).click();
  return dialog;
};

test('by “Other server…” a person registers at a server behind TLS whose authority the organisation trusts', async ({
  openApp,
  scope,
  world,
}) => {
  const authority = await createAuthority(await scope.folder('authority'), 'Kampung authority');
  const server = await startPublicServer(
    scope,
    await authority.issue('server', 'IP:127.0.0.1'),
    operator,
  );
  expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const { page } = await openApp({ env: { NODE_EXTRA_CA_CERTS: authority.certificateFile } });

  // The scheme may be left out.
  const dialog = await lookUp(page, server.url.slice('https://'.length));
  await expect(dialog.getByText(operator)).toBeVisible();
  const fingerprint = (await dialog.getByText(/^([0-9a-f]{4,} ?)+$/i).textContent()) ?? '';
  expect(await findingsInBothThemes(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Use this server' }).click();
  await expect(page.getByText(`Server: ${operator}`)).toBeVisible();

  const number = world.numbers.malaysian();
  await page.getByRole('textbox', { name: 'Phone number' }).fill(number);
  await page.getByRole('button', { name: 'Get code' }).click();
  await codeField(page).fill(await server.codeFor(number));
  await introduceYourself(page, { name: 'Aisyah' });

  await openSettings(page);
  await openSection(page, 'server');
  await expect(page.getByText(operator)).toBeVisible();
  await expect(page.getByText(server.url)).toBeVisible();
  await expect(page.getByText(fingerprint)).toBeVisible();
  await expect(page.getByText('Online')).toBeVisible();
});

test('a certificate of an unknown authority, or for another address, is refused in plain words', async ({
  openApp,
  scope,
}) => {
  const authority = await createAuthority(await scope.folder('authority'), 'Kampung authority');
  const elsewhere = await startPublicServer(
    scope,
    await authority.issue('elsewhere', 'DNS:bisik.example'),
    operator,
  );
  const stranger = await createAuthority(await scope.folder('stranger'), 'Somebody');
  const unknown = await startPublicServer(
    scope,
    await stranger.issue('unknown', 'IP:127.0.0.1'),
    operator,
  );
  const { page } = await openApp({ env: { NODE_EXTRA_CA_CERTS: authority.certificateFile } });
  for (const { url } of [unknown, elsewhere]) {
    const dialog = await lookUp(page, url);
    await expect(
      dialog.getByText(/The certificate of this server is not valid for this address, or/),
    ).toBeVisible();
    await expect(dialog.getByText(operator)).toBeHidden();
    await expect(dialog.getByRole('button', { name: 'Use this server' })).toBeHidden();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
});
