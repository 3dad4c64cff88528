import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountState } from '../../../contract/ipc/account.ts';
import { createWorld, fakeServer, type World } from '../../testing/fake/world.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { toChat } from '../../testing/samples.ts';

const number = '+60123456701';
const fresh: AccountState = {
  phase: 'new',
  server: null,
  defaultServerUrl: 'http://127.0.0.1:7480',
};
const sent = (
  change: Partial<Extract<AccountState, { phase: 'code_sent' }>> = {},
): AccountState => ({
  phase: 'code_sent',
  server: fakeServer,
  number,
  expiresAt: Date.now() + 600_000,
  resendAt: Date.now() + 30_000,
  ...change,
});
const start = (account: AccountState, change: Partial<World> = {}) =>
  renderApp(createWorld({ account, ...change }));
const numberField = () => screen.findByRole('textbox', { name: 'Phone number' });

beforeEach(() => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['ms-MY']);
});
afterEach(() => vi.restoreAllMocks());

describe('the first screen', () => {
  it('tells in three sentences what is private, and who runs the server', async () => {
    await start(fresh);
    const promise = await screen.findByRole('region', { name: 'Bisik' });
    expect(within(promise).getAllByRole('listitem')).toHaveLength(3);
    await screen.findByText('Server: Local server');
  });

  it('says who unlinked this computer and when, in both languages, and no more once somebody begins', async () => {
    const at = new Date(2026, 10, 30, 12).getTime();
    const { user, emit } = await start({ ...fresh, unlinked: { by: 'Laptop', at } });
    await screen.findByText(
      'This computer was unlinked by Laptop on 30 November 2026; its messages were deleted.',
    );
    await user.click(await screen.findByRole('button', { name: 'Bahasa Melayu' }));
    await screen.findByText(/dinyahpaut oleh Laptop pada 30 November 2026/);
    await user.click(await screen.findByRole('button', { name: 'English' }));
    emit('account.changed', { ...fresh, unlinked: { by: null, at } });
    await screen.findByText(/unlinked by another device of the account on 30 November 2026/);
    emit('account.changed', fresh);
    await waitFor(() => expect(screen.queryByText(/unlinked by/)).toBeNull());
  });

  it('changes the language at once, in the language’s own name', async () => {
    const { user } = await start(fresh);
    await user.click(await screen.findByRole('button', { name: 'Bahasa Melayu' }));
    await screen.findByRole('heading', { name: 'Nombor telefon anda' });
    expect(document.documentElement.lang).toBe('ms');
  });

  it('waits for a server that takes its time, instead of asking for another one', async () => {
    const { user, world, host } = await start(fresh);
    let answer: (info: typeof fakeServer) => void = () => {};
    const described = new Promise<typeof fakeServer>((resolve) => {
      answer = resolve;
    });
    Object.assign(host.account, { describeServer: () => described });
    await user.type(await numberField(), '12 345 6701{Enter}');
    await screen.findByRole('button', { name: 'Get code', busy: true });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(world.account.phase).toBe('new');
    answer({ ...fakeServer, url: 'http://127.0.0.1:7480', pinnedAt: null });
    await screen.findByRole('textbox', { name: 'Six digits' });
  });

  it('does not send an incomplete number, and says for which country', async () => {
    const { user, world } = await start(fresh);
    await user.type(await numberField(), '12 34{Enter}');
    await screen.findByText('Not a complete number for this country or region: Malaysia.');
    expect(world.account.phase).toBe('new');
  });

  it('follows the country of a number typed with its calling code', async () => {
    const { user, world } = await start(fresh);
    await screen.findByText('Server: Local server');
    await user.type(await numberField(), '+1 201 555 0123');
    screen.getByRole('button', { name: 'Country or region: United States, +1' });
    expect(((await numberField()) as HTMLInputElement).value).not.toContain('+1');
    expect(world.account.phase).toBe('new');
    await user.click(screen.getByRole('button', { name: 'Get code' }));
    await waitFor(() => expect(world.account).toMatchObject({ number: '+12015550123' }));
  });

  it('asks for a number when there is none, with an example of the country', async () => {
    const { user } = await start(fresh);
    const field = await numberField();
    expect(field.getAttribute('placeholder')).toBe('e.g. 012-345 6789');
    await user.type(field, '{Enter}');
    await screen.findByText('Enter your phone number.');
    expect(field.getAttribute('aria-invalid')).toBe('true');
  });

  it('says an error in the other language once that is chosen', async () => {
    const { user } = await start(fresh);
    await user.type(await numberField(), '12 34{Enter}');
    await screen.findByText('Not a complete number for this country or region: Malaysia.');
    await user.click(screen.getByRole('button', { name: 'Bahasa Melayu' }));
    await screen.findByText('Nombor ini belum lengkap bagi Malaysia.');
  });

  it('chooses a country by what its name begins with, and regroups the number', async () => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['en-US']);
    const { user } = await start(fresh);
    await user.type(await numberField(), '5555');
    await user.click(screen.getByRole('button', { name: 'Country or region: United States, +1' }));
    const list = await screen.findByRole('listbox', { name: 'Country or region' });
    // By selector: asking by role among hundreds of rows takes seconds here.
    const options = () => [...list.querySelectorAll<HTMLElement>('[role="option"]')];
    const chosen = options().filter((one) => one.getAttribute('aria-selected') === 'true');
    expect(chosen.map((one) => one.textContent)).toEqual([expect.stringMatching(/United States/)]);
    await user.type(screen.getByPlaceholderText('Find a country or code'), 'mala');
    await waitFor(() => expect(options()).toHaveLength(3));
    const [first, second] = options();
    expect([first?.textContent, second?.textContent].join()).toMatch(/Malawi.*Malaysia/);
    await user.click(second as HTMLElement);
    screen.getByRole('button', { name: 'Country or region: Malaysia, +60' });
    expect((await numberField()).getAttribute('value')).toBe('5 555');
  });

  it('says only the local truth on a server beside the app, in both languages', async () => {
    const local = { ...fresh, server: { ...fakeServer, url: 'http://127.0.0.1:7480' } };
    const { user } = await start(local as AccountState, {
      codes: [{ number, code: '482913', expiresAt: Date.now() + 600_000 }],
    });
    await screen.findByText(/^The server runs on this computer and shows the code here/);
    screen.getByText('Server: This computer');
    await user.click(screen.getByRole('button', { name: 'Bahasa Melayu' }));
    await screen.findByText('Pelayan: Komputer ini');
  });

  it('counts down when there were too many tries', async () => {
    const { user } = await start(fresh);
    await screen.findByText('Server: Local server');
    await user.type(await numberField(), '12 345 0000{Enter}');
    await screen.findByText(/^Too many tries\. You can ask again in 0:4\d\.$/);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Get code' }).disabled).toBe(true);
  });

  it('shows another server’s operator and key before it is used', async () => {
    const { user, world } = await start(fresh);
    await user.click(await screen.findByRole('button', { name: 'Other server…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Other server' });
    const address = within(dialog).getByRole('textbox', { name: 'Address' });
    within(dialog).getByText('Starts with https://');
    await user.type(address, 'hello{Enter}');
    await within(dialog).findByText(/^This is no address\./);
    await user.clear(address);
    await user.type(address, 'nobody.example{Enter}');
    await within(dialog).findByText('There is no Bisik server at this address.');
    await user.clear(address);
    await user.type(address, 'bisik.example.org{Enter}');
    await within(dialog).findByText(fakeServer.keyFingerprint);
    expect(within(dialog).queryByText('Starts with https://')).toBeNull();
    expect(world.account).toMatchObject({ server: null });
    await user.click(within(dialog).getByRole('button', { name: 'Use this server' }));
    await waitFor(() =>
      expect(world.account).toMatchObject({ server: { url: 'https://bisik.example.org' } }),
    );
  });
});

describe('the code', () => {
  it('is empty again after a wrong one, says why, and takes the right one typed next', async () => {
    const { user } = await start(sent());
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Six digits' });
    await user.type(field, '111111');
    await screen.findByText('That is not the code.');
    expect(field.value).toBe('');
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.keyboard('48');
    screen.getByText('That is not the code.');
    await user.keyboard('2913');
    await screen.findByRole('heading', { name: 'About you' });
  });

  it('keeps the digits when the server could not be asked', async () => {
    const { user, host } = await start(sent());
    Object.assign(host.account, {
      submitCode: () =>
        Promise.reject(Object.assign(new Error('off'), { name: 'CodedError', code: 'offline' })),
    });
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Six digits' });
    await user.type(field, '482913');
    await screen.findByText('The server cannot be reached.');
    expect(field.value).toBe('482913');
  });

  it('refuses a wrong one and takes the right one, also pasted with spaces', async () => {
    const { user } = await start(sent());
    const field = await screen.findByRole('textbox', { name: 'Six digits' });
    await user.type(field, '111111');
    await screen.findByText('That is not the code.');
    await user.clear(field);
    await user.click(field);
    await user.paste('code: 482 913');
    await screen.findByRole('heading', { name: 'About you' });
  });

  it('says when it is no longer valid and offers a new one', async () => {
    const { user, world } = await start(sent({ expiresAt: 1, resendAt: 1 }));
    await screen.findByText(/is no longer valid\.$/);
    await user.type(await screen.findByRole('textbox', { name: 'Six digits' }), '482913');
    await screen.findByText('The code is no longer valid. Ask for a new one.');
    await user.click(screen.getByRole('button', { name: 'Ask for a new code' }));
    await waitFor(() =>
      expect(world.account.phase === 'code_sent' && world.account.expiresAt).toBeGreaterThan(1),
    );
  });

  it('shows the code of a local server with the reason, and never without one', async () => {
    const { user } = await start(sent(), {
      codes: [{ number, code: '482913', expiresAt: Date.now() + 600_000 }],
    });
    await screen.findByText('The code is 482913');
    screen.getByText(/^No message was sent: this server runs on your own computer/);
    expect(screen.queryByText(/Sent to/)).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Use this code' }));
    await screen.findByRole('heading', { name: 'About you' });
  });
});

describe('name and being found', () => {
  it('presets neither answer, asks for one, and passes it on', async () => {
    const { user, world } = await start({ phase: 'verified', server: fakeServer, number });
    await user.type(await screen.findByRole('textbox', { name: 'Your name' }), 'Nadia');
    const answers = screen.getAllByRole<HTMLInputElement>('radio');
    expect(answers.map((answer) => answer.checked)).toEqual([false, false]);
    await user.click(screen.getByRole('button', { name: 'Start chatting' }));
    await screen.findByText(/^Choose one of the two/);
    expect(world.account.phase).toBe('verified');
    await user.click(screen.getByRole('radio', { name: /^No, not by number/ }));
    await user.click(screen.getByRole('button', { name: 'Start chatting' }));
    await screen.findByRole('heading', { name: 'Chats', level: 1 });
    expect(world.account).toMatchObject({ name: 'Nadia', findableByNumber: false });
  });

  it('leads the keyboard to the first chat, or to the first step where there is none', async () => {
    const person = toChat(1);
    for (const chats of [[person], []]) {
      const { user } = await start({ phase: 'verified', server: fakeServer, number }, { chats });
      await user.type(await screen.findByRole('textbox', { name: 'Your name' }), 'Nadia');
      await user.click(screen.getByRole('radio', { name: /^No, not by number/ }));
      await user.keyboard('{Enter}');
      await screen.findByRole('heading', { name: 'Chats', level: 1 });
      const wanted = () =>
        chats.length > 0
          ? document.querySelector('[data-chat-id]')
          : screen.getAllByRole('button', { name: 'New chat' }).at(-1);
      await waitFor(() => expect(document.activeElement).toBe(wanted()));
      expect(document.activeElement?.tagName).toBe('BUTTON');
      cleanup();
    }
  });

  it('asks for a name that can be seen, and leaves out what turns text around', async () => {
    const { user, world } = await start({ phase: 'verified', server: fakeServer, number });
    const field = await screen.findByRole('textbox', { name: 'Your name' });
    await user.click(field);
    await user.paste('\u202E\u200B');
    await user.click(screen.getByRole('radio', { name: /^No, not by number/ }));
    await user.click(screen.getByRole('button', { name: 'Start chatting' }));
    await screen.findByText('Write the name that people should see.');
    expect(world.account.phase).toBe('verified');
    await user.clear(field);
    await user.click(field);
    await user.paste('Nadia\u202E binti\tAli');
    await user.click(screen.getByRole('button', { name: 'Start chatting' }));
    await screen.findByRole('heading', { name: 'Chats', level: 1 });
    expect(world.account).toMatchObject({ name: 'Nadia binti Ali' });
  });
});
