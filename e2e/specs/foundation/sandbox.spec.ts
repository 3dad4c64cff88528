import { readFile, readlink } from 'node:fs/promises';
import { expect, test } from '../../fixtures.ts';
import { isSandboxed } from '../../support/ordinary-user.ts';

test('the window refuses to leave, to open others, to be given permissions, and to be scripted', async ({
  newcomer,
}) => {
  const { page, electron } = await newcomer('Aisyah');
  const home = page.url();
  expect(home).toMatch(/^app:\/\/bisik\//);

  await test.step('new windows', async () => {
    expect(await page.evaluate(() => window.open('https://example.com/') === null)).toBe(true);
    expect(await page.evaluate(() => window.open('app://bisik/index.html') === null)).toBe(true);
    expect(
      await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
    ).toBe(1);
  });

  await test.step('permissions', async () => {
    const asked = await page.evaluate(async () => {
      const refusal = (error: unknown) => (error instanceof Error ? error.name : 'refused');
      const camera = await navigator.mediaDevices
        .getUserMedia({ video: true })
        .then(() => 'given', refusal);
      const place = await new Promise<string>((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          () => resolve('refused'),
        ),
      );
      const notes = await Notification.requestPermission();
      return { camera, place, notes };
    });
    expect(asked).toEqual({
      camera: expect.not.stringMatching('given'),
      place: 'refused',
      notes: 'denied',
    });
  });

  await test.step('no Node, no code from text, no other host', async () => {
    const reach = await page.evaluate(async () => ({
      node:
        typeof (globalThis as { require?: unknown }).require +
        typeof (globalThis as { process?: unknown }).process,
      fetched: await fetch('https://example.com/').then(
        () => 'fetched',
        () => 'refused',
      ),
      picture: await new Promise<string>((resolve) => {
        const image = new Image();
        image.onload = () => resolve('loaded');
        image.onerror = () => resolve('refused');
        image.src = 'https://example.com/pixel.png';
      }),
      inlineScript: (() => {
        const script = document.createElement('script');
        try {
          script.textContent = 'globalThis.scripted = true';
          document.head.append(script);
        } catch {
          return 'refused';
        }
        return (globalThis as { scripted?: boolean }).scripted ? 'ran' : 'refused';
      })(),
    }));
    expect(reach).toEqual({
      node: 'undefinedundefined',
      fetched: 'refused',
      picture: 'refused',
      inlineScript: 'refused',
    });
  });

  await test.step('navigation', async () => {
    await page.evaluate(() => {
      for (const place of [
        'https://example.com/',
        'file:///etc/passwd',
        'app://other/index.html',
      ]) {
        const link = document.createElement('a');
        link.href = place;
        document.body.append(link);
        link.click();
        link.remove();
      }
    });
    // Asked of the shell: the test's own driver waits for the refused page.
    const seen = await electron.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return {
        url: contents?.getURL(),
        heading: await contents?.executeJavaScript("document.querySelector('h1')?.textContent"),
      };
    });
    expect(seen).toEqual({ url: home, heading: 'Chats' });
  });
});

test('a frame inside the page reaches nothing of the shell, and a wrong call gets a code', async ({
  openApp,
}) => {
  const { page } = await openApp();
  await expect(page.getByRole('heading', { name: 'Say it quietly.' })).toBeVisible();
  const inFrame = await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    frame.src = 'app://bisik/index.html';
    document.body.append(frame);
    await new Promise((resolve) => {
      frame.onload = resolve;
      frame.onerror = resolve;
      setTimeout(resolve, 2000);
    });
    type Bridge = { bisik?: { call(request: unknown): Promise<unknown> } };
    let bridge: Bridge['bisik'];
    try {
      bridge = (frame.contentWindow as unknown as Bridge | null)?.bisik;
    } catch {
      bridge = undefined;
    }
    const answer = bridge
      ? await bridge
          .call({ kind: 'call', id: 1, name: 'vault.get', input: {} })
          .catch(() => 'refused')
      : 'no bridge';
    frame.remove();
    return answer;
  });
  expect([
    'no bridge',
    'refused',
    expect.objectContaining({
      kind: 'error',
      error: expect.objectContaining({ code: 'ipc_refused' }),
    }),
  ]).toContainEqual(inFrame);

  const call = (name: string, input: unknown) =>
    page.evaluate((request) => window.bisik.call(request), { kind: 'call', id: 7, name, input });
  expect(await call('vault.key', {})).toMatchObject({
    kind: 'error',
    error: { code: 'ipc_unknown' },
  });
  expect(await call('settings.set', { key: 'no.such', value: 1 })).toMatchObject({
    kind: 'error',
    error: { code: 'ipc_bad_input' },
  });
  expect(await call('settings.set', { key: 'appearance.theme', value: 'pink' })).toMatchObject({
    kind: 'error',
    error: { code: 'ipc_bad_input' },
  });
});

test('the page’s process is in Chromium’s sandbox, unless root starts it', async ({ openApp }) => {
  const { electron, page } = await openApp();
  await expect(page.getByRole('heading', { name: 'Say it quietly.' })).toBeVisible();
  const pids = await electron.evaluate(({ app }) =>
    app.getAppMetrics().flatMap(({ type, pid }) => (type === 'Tab' ? [pid] : [])),
  );
  expect(pids.length).toBeGreaterThan(0);
  const hasSwitch = await electron.evaluate(({ app }) => app.commandLine.hasSwitch('no-sandbox'));
  expect(hasSwitch).toBe(!isSandboxed());
  const ownSpace = await readlink('/proc/self/ns/user');
  for (const pid of pids) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const space = await readlink(`/proc/${pid}/ns/user`);
    expect({
      filtered: /^Seccomp:\s+2$/m.test(status),
      root: /^Uid:\s+0\s/m.test(status),
      // A namespace of its own, in which it can see no other process and no network.
      apart: space !== ownSpace,
    }).toEqual({ filtered: isSandboxed(), root: !isSandboxed(), apart: isSandboxed() });
  }
});
