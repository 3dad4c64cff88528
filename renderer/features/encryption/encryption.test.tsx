import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { sampleNow } from '../../testing/fake/sample-world.ts';
import type { World } from '../../testing/fake/world.ts';
import { aisyah, openChatIn, openEncryption } from '../../testing/open-encryption.ts';

it.each([
  ['verified', 'Encrypted and verified', /^Only you and Aisyah Rahman can read.*You compared/],
  ['notVerified', 'Encrypted, not verified', /To be sure that it is theirs, compare/],
  ['keyChanged', 'Keys changed', /or somebody pretends to be Aisyah Rahman\. Sending waits/],
  [
    'checkFailed',
    'The check failed',
    /put their own key in place of Aisyah Rahman’s, to read along/,
  ],
  [
    'numbersDiffer',
    'Numbers not the same',
    /^Somebody may be reading along\. Send nothing private/,
  ],
  ['unchecked', 'Not checked', /cannot be read now.*The chat is encrypted with it all the same/],
] as const)('%s: the line under the name and the pane say so', async (scene, words, sentence) => {
  const { line, pane, user } = await openChatIn(scene);
  expect(line().textContent).toBe(words);
  const sign = line().querySelector('svg')?.getAttribute('class');
  expect(line().getAttribute('aria-expanded')).toBe('false');
  await user.click(line());
  await screen.findByRole('heading', { name: words, level: 3 });
  pane().getByText(sentence);
  expect(line().getAttribute('aria-expanded')).toBe('true');
  // The very sign of the line stands beside the sentence.
  const card = pane().getByRole('region', { name: words });
  expect(card.querySelector('svg')?.getAttribute('class')).toBe(sign);
});

it('each state has a sign of its own', async () => {
  const { trustIcons } = await import('../../ui/trust-mark.tsx');
  expect(new Set(Object.values(trustIcons)).size).toBe(6);
});

it('says both where what was compared cannot be checked now', async () => {
  const { line, pane, user } = await openChatIn('uncheckedVerified');
  expect(line().textContent).toBe('Verified, not checked now');
  await user.click(line());
  await screen.findByText(/encrypted with it all the same/);
  pane().getByText('You compared numbers with Aisyah Rahman, and the keys are still those.');
});

it('names the device that compared, when it was another', async () => {
  const { pane } = await openEncryption('verifiedElsewhere');
  pane().getByText(/You compared numbers .*, on Komputer pejabat; their keys are the same now\./);
});

it('says that a former key was compared, and offers to compare the one of now', async () => {
  const { pane } = await openEncryption('wasVerified');
  pane().getByText(/^You compared numbers with former keys of Aisyah Rahman\./);
  pane().getByRole('button', { name: 'Mark as verified' });
});

it.each([
  ['notVerified', true],
  ['comparedBeforeOwn', true],
  // They were compared with since, or nothing goes to them anyway.
  ['verified', false],
  ['checkFailed', false],
] as const)(
  'who made new keys reads that the other is asked about them: %s',
  async (scene, said) => {
    const made = (at: number) => (world: World) => {
      const { state } = world.devices;
      world.devices.state = { ...state, newKeys: { ...state.newKeys, madeAt: at } };
    };
    const hour = 3_600_000;
    const { pane } = await openEncryption(scene, { change: made(sampleNow - hour) });
    const words = /^You made new keys .*\. Aisyah Rahman is asked whether to accept them/;
    expect(pane().queryAllByText(words)).toHaveLength(said ? 1 : 0);
    cleanup();
    // Whoever was met under the new keys is asked nothing.
    const later = await openEncryption(scene, { change: made(sampleNow - 90 * 24 * hour) });
    expect(later.pane().queryByText(words)).toBeNull();
  },
);

it('says that own new keys ended what was compared, and keeps each comparison in the history', async () => {
  const { pane, user } = await openEncryption('comparedBeforeOwn');
  pane().getByText(/^You compared numbers with Aisyah Rahman before you made new keys\./);
  await user.click(pane().getByRole('button', { name: 'What happened to the keys' }));
  const lines = pane()
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);
  expect(lines).toEqual([
    expect.stringMatching(/^What you compared counts no more: you made new keys yourselfOn Laptop/),
    expect.stringMatching(/^You compared numbersOn Laptop/),
    expect.stringMatching(/^You took the mark backOn Laptop/),
    expect.stringMatching(/^You compared numbersOn Laptop/),
    expect.stringMatching(/^Aisyah Rahman’s key was first seen here/),
  ]);
});

it.each([
  ['theirs', /^You compared numbers once, with keys of Aisyah Rahman before those in use\./],
  ['own', /before you made new keys yourself\. That counts no more\.$/],
] as const)(
  'of changed keys it says with which ones numbers were compared: %s',
  async (before, words) => {
    const { pane } = await openEncryption('keyChanged', {
      change: (world) => {
        for (const [accountId, held] of world.encryption)
          world.encryption.set(accountId, {
            ...held,
            status: { ...held.status, isVerified: false },
            comparedBefore: before,
          });
      },
    });
    pane().getByText(words);
    expect(pane().queryByText(/had until now/)).toBeNull();
  },
);

it('has nothing to compare before a key was seen', async () => {
  const { pane } = await openEncryption('noKey');
  pane().getByText(/^No key of Aisyah Rahman was seen here yet\./);
  expect(pane().queryByRole('button', { name: 'Scan' })).toBeNull();
});

it('decides about changed keys, and compares the new ones after', async () => {
  const { pane, user, world } = await openEncryption('keyChanged');
  pane().getByText(/^You compared the keys that Aisyah Rahman had until now\./);
  // How many of them are messages nobody can tell before they are opened.
  expect(pane().getByText(/waits for your decision, unopened\./).textContent).not.toMatch(/\d/);
  // The number is that of the new keys: nobody compares the former one with them.
  pane().getByRole('heading', { name: 'Safety number of the new keys' });
  pane().getByText('7 7 1 3 9', { exact: false });
  const accept = pane().getByRole('button', { name: 'Accept the new keys' });
  expect(pane().getByRole('button', { name: 'Not now' }).className).toBe(accept.className);
  // The same question stands in one place.
  expect(screen.queryByRole('region', { name: 'Aisyah Rahman’s keys changed' })).toBeNull();
  await user.click(accept);
  await waitFor(() =>
    expect(world.chats.find(({ peer }) => peer.name === aisyah)?.keyChange).toBeNull(),
  );
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Encryption'));
});

it('puts the decision off, and the conversation keeps the question folded', async () => {
  const { pane, user } = await openEncryption('keyChanged');
  await user.click(pane().getByRole('button', { name: 'Not now' }));
  await screen.findByRole('button', { name: 'Decide' });
});

it('shows the number as 12 groups of five, spoken digit by digit', async () => {
  const { pane } = await openEncryption('notVerified');
  for (const group of ['38402', '91756', '15532']) pane().getByText(group);
  pane().getByText(/^3 8 4 0 2, 9 1 7 5 6, .*1 5 5 3 2$/);
  pane().getByRole('img', { name: 'Code of this chat, for Aisyah Rahman to scan' });
});

it('marks only after it was said what that means, and takes the mark back', async () => {
  const { pane, line, user } = await openEncryption('notVerified');
  await user.click(pane().getByRole('button', { name: 'Mark as verified' }));
  const asking = within(await screen.findByRole('alertdialog'));
  asking.getByText(/Do this only if you compared all 60 digits/);
  asking.getByText('Aisyah Rahman is told nothing.');
  await user.click(asking.getByRole('button', { name: 'Not yet' }));
  expect(line().textContent).toBe('Encrypted, not verified');

  await user.click(pane().getByRole('button', { name: 'Mark as verified' }));
  await user.click(await screen.findByRole('button', { name: 'I compared them' }));
  await pane().findByText('Marked as verified, on all your devices.');
  await waitFor(() => expect(line().textContent).toBe('Encrypted and verified'));
  await user.click(pane().getByRole('button', { name: 'Undo' }));
  await pane().findByText('The mark was taken back, on all your devices.');
  await waitFor(() => expect(line().textContent).toBe('Encrypted, not verified'));
});

it('takes back a mark of before', async () => {
  const { pane, line, user } = await openEncryption('verified');
  await user.click(pane().getByRole('button', { name: 'Take the mark back' }));
  await waitFor(() => expect(line().textContent).toBe('Encrypted, not verified'));
});

it('a refusal says why, and nothing is marked', async () => {
  const { pane, line, user, world } = await openEncryption('notVerified');
  for (const [id, of] of world.encryption)
    world.encryption.set(id, {
      ...of,
      key: of.key && { ...of.key, keyHash: 'ab'.repeat(32) },
    });
  await user.click(pane().getByRole('button', { name: 'Mark as verified' }));
  await user.click(await screen.findByRole('button', { name: 'I compared them' }));
  await screen.findByText(/^The keys changed once more/);
  expect(line().textContent).toBe('Encrypted, not verified');
});

it('tells of devices, keys and events behind their rows', async () => {
  const { pane, user } = await openEncryption('verified');
  await user.click(pane().getByRole('button', { name: '3 devices' }));
  const own = within(pane().getByRole('list', { name: 'Yours' }));
  own.getByText('Komputer pejabat');
  own.getByText('This device');
  const theirs = within(pane().getByRole('list', { name: 'Aisyah Rahman’s' }));
  theirs.getByText('Device 1');
  theirs.getByText(/^First seen by this app: /);
  theirs.getByText(/^In the log of keys by /);
  theirs.getByText('Registration 2071');
  // The own ones by whose word it is.
  own.getByText('Registration 9034');
  expect(own.getAllByText(/^Added .*, the server says$/)).toHaveLength(2);
  expect(own.getAllByText(/^First seen by this app: /)).toHaveLength(1);
  await user.click(theirs.getByRole('button', { name: 'Signing key of Device 1' }));
  theirs.getByText(/^4e4e( 4e4e){15}$/);
  await user.click(pane().getByRole('button', { name: 'What happened to the keys' }));
  pane().getByText('You compared numbers');
  pane().getByText('On Laptop');
  pane().getByText('Device 1, registration 2071');
  await user.click(pane().getByRole('button', { name: 'What this does not hide' }));
  pane().getByText(/^Whoever watches the times and addresses can guess that you and Aisyah Rahman/);
});

it.each([
  ['sealed', /^What you write to Aisyah Rahman leaves without your name: the server is not told/],
  ['waits', /without your name as soon as the server has given this app what it takes/],
  ['no_contact', /with your name: you are no contacts yet/],
  ['no_token', /with your name: their app has not sent yours what it takes/],
  ['token_refused', /with your name: the server refused it without.*to learn who writes/],
  ['no_certificate', /with your name: the server gives this app nothing to write without one/],
  ['no_path', /with your name: the server, or something on the way to it/],
] as const)(
  'says how what is written leaves, %s, and not what might be',
  async (sending, sentence) => {
    const { pane, user } = await openEncryption('notVerified', {
      change: (world) => {
        for (const [accountId, held] of world.encryption)
          world.encryption.set(accountId, { ...held, sending });
      },
    });
    const row = pane().getByRole('button', { name: 'What this does not hide' });
    const isNameless = sending === 'sealed' || sending === 'waits';
    pane().getByText(
      isNameless
        ? 'The server sees when, from where and how much is sent; your name is not on it.'
        : 'The server sees that you write to Aisyah Rahman, when, from where and how much.',
    );
    await user.click(row);
    pane().getByText(sentence);
  },
);

it.each(['sealed', 'token_refused'] as const)('says so in Malay, too: %s', async (sending) => {
  const { pane, user, t } = await openEncryption('notVerified', {
    language: 'ms',
    change: (world) => {
      for (const [accountId, held] of world.encryption)
        world.encryption.set(accountId, { ...held, sending });
    },
  });
  await user.click(pane().getByRole('button', { name: t('encryption.hides.title') }));
  pane().getByText(
    sending === 'sealed'
      ? /^Apa yang anda tulis kepada Aisyah Rahman dihantar tanpa nama anda/
      : /dihantar dengan nama anda: pelayan menolaknya/,
  );
});

it('says of each change by which registration it came, and where that was not kept', async () => {
  const { pane, user } = await openEncryption('wasVerified');
  await user.click(pane().getByRole('button', { name: 'What happened to the keys' }));
  const lines = pane()
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);
  expect(lines).toEqual([
    expect.stringMatching(/is not in the log of keys any more\s*Device 3, registration 15880/),
    expect.stringMatching(/^A device of Aisyah Rahman was first seenDevice 3, registration 15880/),
    expect.stringMatching(/^Another key .* from here onDevice 1, registration 2071/),
    expect.stringMatching(
      /^Aisyah Rahman’s key was first seen hereWith which device was not kept\./,
    ),
  ]);
});

it('claims nothing of a device that is not known: no date, no registration, no place in the log', async () => {
  const { pane, user } = await openEncryption('notVerified', {
    change: (world) => {
      for (const [accountId, encryption] of world.encryption)
        world.encryption.set(accountId, {
          ...encryption,
          theirDevices: encryption.theirDevices.map((device) => ({
            ...device,
            registrationId: null,
            signingKey: null,
            seenAt: null,
            loggedAt: null,
          })),
        });
    },
  });
  await user.click(pane().getByRole('button', { name: '3 devices' }));
  const theirs = within(pane().getByRole('list', { name: 'Aisyah Rahman’s' }));
  theirs.getByText('This app knew it before it kept dates.');
  theirs.getByText('Not read in the log of keys yet');
  theirs.getByText('Its signing key was not seen here.');
  expect(theirs.queryByText(/Registration|First seen/)).toBeNull();
});

it('leaves room for presence and typing beside it', async () => {
  const { emit, world, line } = await openChatIn('verified');
  await screen.findByText('online');
  const chatId = world.chats.find(({ peer }) => peer.name === aisyah)?.chatId;
  emit('chats.typing', { chatId, typing: true });
  await screen.findAllByText(/Aisyah Rahman is typing/);
  expect(line().textContent).toBe('Encrypted and verified');
});

it('claims nothing of a program on this computer', async () => {
  const { user } = await openChatIn('verified');
  await user.click(screen.getByText('Echo'));
  await screen.findByRole('list', { name: /Echo/ }).catch(() => undefined);
  expect(screen.queryByRole('button', { name: /Show this chat’s encryption/ })).toBeNull();
});

it('says why it cannot be shown, and tries again', async () => {
  const { user, line, world } = await openChatIn('verified', {
    change: (made) => made.encryption.clear(),
  });
  await user.click(line());
  await screen.findByText('This cannot be shown now');
  const { encryptionScenes } = await import('../../testing/encryption-scenes.ts');
  for (const [id, of] of encryptionScenes.verified().encryption) world.encryption.set(id, of);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText(/their keys are the same now/);
});

it('speaks Malay as well', async () => {
  const { line, pane } = await openEncryption('verified', { language: 'ms' });
  expect(line().textContent).toBe('Disulitkan dan disahkan');
  pane().getByText(/^Hanya anda dan Aisyah Rahman boleh membaca sembang ini\./);
});

it('session details are folded at first, and say what messages told of each device', async () => {
  const { pane, user } = await openEncryption('verified');
  const toggle = pane().getByRole('button', { name: 'For the curious' });
  expect(toggle.getAttribute('aria-expanded')).toBe('false');
  expect(pane().queryByText('Received last')).toBeNull();
  await user.click(toggle);
  const first = within(await pane().findByRole('region', { name: 'Device 1' }));
  first.getByText(/version 4: agreed on with a post-quantum key/);
  first.getByText(/^Number 17 in its chain/);
  first.getByText(/^Number 41 in its chain/);
  first.getByText('In use');
  const second = within(pane().getByRole('region', { name: 'Device 2' }));
  second.getByText('Not told by a message that begins a session');
  second.getByText('None recorded yet');
});

it('a number that is compared before it is accepted accepts the keys and marks them', async () => {
  const { pane, line, user, world } = await openEncryption('keyChanged');
  await user.click(pane().getByRole('button', { name: 'Verify and accept' }));
  await user.click(await screen.findByRole('button', { name: 'I compared them' }));
  await waitFor(() => expect(line().textContent).toBe('Encrypted and verified'));
  expect([...world.encryption.values()].some(({ offered }) => offered !== null)).toBe(false);
});
