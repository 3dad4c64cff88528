import { _electron, type Page } from '@playwright/test';
import { launchApp } from '../../e2e/support/app.ts';
import { electronProgram } from '../../e2e/support/runtime.ts';
import { composer, conversation, openChat, write } from '../../e2e/support/screens/chats.ts';
import { delay } from '../../e2e/support/wait.ts';
import { createWorld, type World } from '../../e2e/support/world.ts';
import { buildBlankApp } from '../references/build-blank.ts';
import { preparePage, taken, watchInput, watchPainted } from '../support/in-page.ts';
import { startLineChild } from '../support/line-child.ts';
import { makeProfile } from '../support/profile.ts';
import type { Scenario, ScenarioContext } from '../support/scenario.ts';
import { percentile, rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';
import { blankArguments } from '../support/windows.ts';

const blocks = 14;
const perBlock = 25;
/** Between the last letter and Enter, as with a fast typist. */
const restMs = 150;
/** Commits that a message waits for: the sender's (message, session and outbox in one), the server's, the receiver's. */
const fsyncCount = 3;

interface Lane {
  readonly from: Page;
  readonly to: Page;
  readonly field: (page: Page) => ReturnType<Page['getByRole']>;
  /** Where the text appears on the other side. */
  readonly selector: string;
}

const openOurs = async ({ folder, own, say }: ScenarioContext, world: World): Promise<Lane> => {
  say('making two people');
  const [aisyah, daniel] = [
    await makeProfile(world, await folder('aisyah'), { name: 'Aisyah' }),
    await makeProfile(world, await folder('daniel'), { name: 'Daniel' }),
  ];
  const [a, b] = [await aisyah.openPeer(), await daniel.openPeer()];
  const { chatId } = await a.chatWith({ number: daniel.number });
  await a.send(chatId, 'Hello');
  const answers = await b.chatNamed('Aisyah');
  await b.waitForText(answers.chatId, 'Hello');
  await b.send(answers.chatId, 'Hello to you');
  await a.waitForText(chatId, 'Hello to you');
  await Promise.all([a.close(), b.close()]);
  const open = async (profileFolder: string, peerName: string) => {
    const app = own(
      await launchApp({ profileFolder, serverUrl: world.server.url, keyring: world.keyring }),
    );
    await openChat(app.page, peerName);
    await conversation(app.page, peerName).getByText('Hello to you').waitFor();
    await preparePage(app.page);
    return app.page;
  };
  return {
    from: await open(aisyah.profileFolder, 'Daniel'),
    to: await open(daniel.profileFolder, 'Aisyah'),
    field: (page) => composer(page),
    selector: 'li[data-message-id]',
  };
};

const openReference = async ({ folder, own }: ScenarioContext): Promise<Lane> => {
  const blank = await buildBlankApp();
  const echo = own(
    await startLineChild('bench/references/raw-echo.ts', [await folder('echo'), `${fsyncCount}`]),
  );
  const { url } = await echo.line<{ url: string }>('listening');
  const open = async () => {
    const app = await _electron.launch({
      executablePath: await electronProgram(),
      args: blankArguments(blank, await folder('blank')),
      env: { ...(process.env as Record<string, string>), BLANK_ECHO: url },
      timeout: 45_000,
    });
    own({ close: () => app.close() });
    const page = await app.firstWindow();
    await page.getByRole('textbox').waitFor();
    await preparePage(page);
    return page;
  };
  return {
    from: await open(),
    to: await open(),
    field: (page) => page.getByRole('textbox'),
    selector: 'output',
  };
};

/** From the key's own time stamp in one window to after the frame with the text in the other. */
const sendOne = async ({ from, to, field, selector }: Lane, text: string): Promise<number> => {
  await watchPainted(to, text, selector, text);
  await field(from).fill(text);
  await delay(restMs);
  await watchInput(from, text, 'keydown');
  await field(from).press('Enter');
  const [began, ended] = [await taken(from, text), await taken(to, text)];
  return ended - began;
};

export const send: Scenario = {
  name: 'send',
  what: 'Enter in one window to painted in the other',
  unit: 'ms (p50)',
  against: `two blank windows over a raw WebSocket echo that syncs ${fsyncCount} times`,
  better: 'lower',
  aim: 2,
  run: async (context) => {
    const world = context.own(await createWorld());
    const lanes = { ours: await openOurs(context, world), reference: await openReference(context) };
    await write(lanes.ours.from, 'The first is not measured');
    const all = { ours: [] as number[], reference: [] as number[] };
    let count = 0;
    const block = async (side: keyof typeof lanes): Promise<number> => {
      const times: number[] = [];
      for (let index = 0; index < perBlock; index++)
        times.push(await sendOne(lanes[side], `Message number ${++count}, as people write them.`));
      all[side].push(...times);
      const middle = percentile(times, 0.5);
      context.say(`${side} ${rounded(middle)} ms`);
      return middle;
    };
    const takers = { ours: () => block('ours'), reference: () => block('reference') };
    await takeTurns(1, takers);
    for (const times of Object.values(all)) times.splice(0);
    const p50s = await takeTurns(blocks, takers);
    const tails = (times: readonly number[]) =>
      [0.5, 0.99, 0.998]
        .map((share) => `p${rounded(share * 100)} ${rounded(percentile(times, share))} ms`)
        .join(', ');
    return {
      ...p50s,
      more: [
        [`ours, ${all.ours.length} messages`, tails(all.ours)],
        [`reference, ${all.reference.length} messages`, tails(all.reference)],
      ],
      conditions: `chat open in both windows, server on the same machine; one message at a time, ${restMs} ms between the last letter and Enter, blocks of ${perBlock} turn about after one of warm-up; the key's time stamp to after the frame; ${fsyncCount} commits wait one after the other in ours (sender, server, receiver)`,
    };
  },
};
