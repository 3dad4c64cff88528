import { describe, expect, it } from 'vitest';
import { createShellHandlers, type ShellSurroundings } from './shell-handlers.ts';

const createProbe = () => {
  const done: unknown[] = [];
  const surroundings: ShellSurroundings = {
    about: () => ({
      version: '0.1.0',
      electron: '45',
      chromium: '1',
      node: '24',
      platform: 'linux',
      developmentRuntime: false,
      locale: 'en',
    }),
    askAndOpen: async (link) => {
      done.push(link);
      return true;
    },
    copyText: (text) => void done.push(text),
    saveFile: async (name, text) => {
      done.push({ [name]: text });
      return name !== 'not wanted';
    },
    notify: (chatId, request) => void done.push([chatId, request]),
    withdraw: (chatIds) => void done.push({ withdrawn: chatIds }),
    setUnread: (count) => void done.push(count),
    allowCamera: async (allowed) => {
      done.push({ camera: allowed });
      return allowed;
    },
    mark: (what) => void done.push(what),
    readNotices: async () => 'notices',
    connectEngine: () => ({ state: 'running', restarts: 0 }),
  };
  return { handlers: createShellHandlers(surroundings), done };
};

describe('the shell domain', () => {
  it('asks before it opens a link, and does not even ask for one of another kind', async () => {
    const { handlers, done } = createProbe();
    expect(await handlers.openExternal({ url: 'https://example.org' })).toEqual({ opened: true });
    await expect(handlers.openExternal({ url: 'file:///etc/passwd' })).rejects.toMatchObject({
      code: 'ipc_bad_input',
    });
    expect(done).toEqual(['https://example.org/']);
  });

  it('hands the person’s word about the camera on', async () => {
    const { handlers, done } = createProbe();
    expect(await handlers.allowCamera({ allowed: true })).toEqual({ allowed: true });
    expect(await handlers.allowCamera({ allowed: false })).toEqual({ allowed: false });
    expect(done).toEqual([{ camera: true }, { camera: false }]);
  });

  it('says whether a file was saved', async () => {
    const { handlers, done } = createProbe();
    expect(await handlers.saveFile({ name: 'a.json', text: '{}' })).toEqual({ saved: true });
    expect(await handlers.saveFile({ name: 'not wanted', text: '' })).toEqual({ saved: false });
    expect(done).toEqual([{ 'a.json': '{}' }, { 'not wanted': '' }]);
  });

  it('passes on what the window wants', async () => {
    const { handlers, done } = createProbe();
    const chatId = '00000000-0000-4000-8000-000000000001';
    await handlers.notify({ chatId, title: 't', body: 'b', silent: true, inView: false });
    await handlers.withdraw({ chatIds: [chatId] });
    await handlers.setUnread({ count: 2 });
    await handlers.rendered({ what: 'chat_list' });
    await handlers.copyText({ text: 'x' });
    expect(done).toEqual([
      [chatId, { title: 't', body: 'b', silent: true, inView: false }],
      { withdrawn: [chatId] },
      2,
      'chat_list',
      'x',
    ]);
    expect(await handlers.licences({})).toEqual({ text: 'notices' });
    expect(await handlers.connectEngine({})).toEqual({ state: 'running', restarts: 0 });
  });
});
