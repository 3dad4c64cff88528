import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { createSampleWorld } from '../../../testing/fake/sample-world.ts';
import type { World } from '../../../testing/fake/world.ts';
import { openSettings } from '../../../testing/open-settings.tsx';
// Loaded on first use; here before, so that no test waits for it.
import './own-encryption.tsx';

const open = async (change: (world: World) => void = () => undefined) => {
  const world = createSampleWorld();
  change(world);
  const app = await openSettings('Encryption', world);
  const part = (name: string) => within(screen.getByRole('region', { name }));
  await screen.findByRole('region', { name: 'Your identity key' });
  const fact = (name: string, term: string) =>
    part(name).getByText(term).closest('div')?.textContent ?? '';
  return { ...app, world, part, fact };
};
const checks = 'Checks of the public log of keys';
const stock = 'Keys for new conversations';

it('shows the half of the safety number, what people compare, and the key when it is unfolded', async () => {
  const { part, user } = await open();
  part('Your half of every safety number').getByText('38402');
  part('Your half of every safety number').getByText(/Both of you see the same 60\.$/);
  expect(screen.queryByText(/^058d 8d8d/)).toBeNull();
  await user.click(part('Your identity key').getByRole('button', { name: 'The public key' }));
  part('Your identity key').getByText(/^058d 8d8d/);
});

it('asks the server for the stock when it is opened, and says when that failed', async () => {
  const { fact, part } = await open();
  await part(stock).findByText('87');
  expect(fact(stock, 'Post-quantum one-time keys on the server')).toContain('41');
  expect(fact(stock, 'Post-quantum key when none is left')).toMatch(/There, made \d/);
  part(stock).getByText(/^As the server said/);
});

it('offline it claims no stock that was not counted', async () => {
  const { part } = await open((world) => {
    world.connection = { ...world.connection, state: 'offline' };
  });
  part(stock).getByText('The server was not asked yet.');
  await waitFor(() =>
    expect(
      part(stock).getByText(/connection|server/i, { selector: '[id^="stock"] *, [id^="stock"]' }),
    ).toBeTruthy(),
  );
});

it('warns where the server names a last-resort key that is not ours', async () => {
  const { part } = await open((world) => {
    world.own = {
      ...world.own,
      stock: {
        countedAt: 1,
        oneTime: 0,
        oneTimePq: 0,
        lastResort: 'not_ours',
        lastResortAt: 1,
        filledAt: null,
      },
    };
  });
  part(stock).getByText('The server names one that this device did not make');
  expect(part(stock).getAllByText(/^None left/)).toHaveLength(2);
  part(stock).getByText('Not recorded');
});

it('names each device with its registration, and leads to the devices', async () => {
  const { part, user } = await open();
  part('Your devices').getByText('Registration 4712');
  part('Your devices').getByText('Komputer pejabat');
  await user.click(part('Your devices').getByRole('button', { name: 'Manage devices' }));
  await screen.findByRole('heading', { name: 'Devices', level: 2 });
});

it('says what the checks came to, and checks when asked to', async () => {
  const { fact, part, user, world } = await open();
  expect(fact(checks, 'Your entry')).toMatch(/^Your entrySays your key and your devices/);
  expect(fact(checks, 'Other people')).toContain('7 entries agree');
  expect(fact(checks, 'Other people')).toContain('1 waits to be looked at');
  expect(fact(checks, 'Size of the log')).toContain('18,204 entries');
  expect(fact(checks, 'Witness')).toContain('Persatuan Saksi saw this very log');
  await user.click(part(checks).getByRole('button', { name: 'Check now' }));
  await part(checks).findByText('Checked.');
  world.keyLog = 'unavailable';
  await user.click(part(checks).getByRole('button', { name: 'Check now' }));
  await part(checks).findByText(/: the log could not be read$/);
  expect(part(checks).queryByText('Checked.')).toBeNull();
});

it('says first what does not agree', async () => {
  const { fact } = await open((world) => {
    const { own } = world;
    world.own = {
      ...own,
      checks: {
        ...own.checks,
        last: { at: 1, came: 'contradicts' },
        log: null,
        own: { state: 'contradicts', version: 4, agreedAt: null },
        others: { agrees: 2, unavailable: 1, contradicts: 1, waiting: 0 },
      },
    };
  });
  expect(fact(checks, 'Your entry')).toContain('Says a key or device that is not yours');
  expect(fact(checks, 'Other people')).toMatch(
    /^Other people1 does not agree2 entries agree1 could/,
  );
  expect(fact(checks, 'Last asked')).toContain('the log contradicts itself');
});

it('tells apart what holds everything back from what others’ entries say', async () => {
  const { fact, part } = await open((world) => {
    const { own } = world;
    world.own = { ...own, checks: { ...own.checks, withheld: 'own_entry' } };
  });
  expect(fact(checks, 'Sending')).toMatch(/^SendingNothing goes to anybody: a key or device/);
  expect(fact(checks, 'Other people')).toContain('7 entries agree');
  expect(part(checks).queryByText(/do(es)? not agree/)).toBeNull();
});

it('keeps what was found to be saved, also when it is over', async () => {
  const { fact, part, user, world } = await open((sample) => {
    const { own } = sample;
    sample.own = { ...own, checks: { ...own.checks, foundAt: Date.UTC(2026, 0, 5, 9) } };
  });
  expect(fact(checks, 'Your entry')).toMatch(/^Your entrySays your key and your devices/);
  expect(fact(checks, 'What was found')).toContain('January');
  await user.click(part(checks).getByRole('button', { name: 'Save the evidence' }));
  await part(checks).findByText('The evidence is saved.');
  expect(world.shell.saved.map(({ name }) => name)).toEqual(['bisik-key-evidence.json']);
  await user.click(part(checks).getByRole('button', { name: 'Check now' }));
  await part(checks).findByText('Checked.');
});

it('says how the database is protected', async () => {
  const { part } = await open();
  part('Messages and keys on this computer').getByText('How your key is kept');
});
