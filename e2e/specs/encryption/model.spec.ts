import {
  shownIn,
  statusOf,
  type Truth,
  waitsIn,
} from '../../../contract/encryption/testing/model.ts';
import { createDice } from '../../../server/testing/dice.ts';
import { expect, test } from '../../fixtures.ts';
import type { App } from '../../support/app.ts';
import { createTestClock, dayMs, minuteMs } from '../../support/clock/test-clock.ts';
import { startHostileOperator } from '../../support/hostile-operator.ts';
import { linkPeer } from '../../support/linked-peer.ts';
import { startLiar } from '../../support/network/liar.ts';
import {
  acceptRequest,
  chatRow,
  messageThatIs,
  messageWith,
  openChat,
  startChat,
  write,
} from '../../support/screens/chats.ts';
import {
  encryptionLine,
  encryptionPane,
  markVerified,
  shapeIn,
} from '../../support/screens/encryption.ts';
import { makeNewKeys } from '../../support/screens/linking.ts';
import { register } from '../../support/screens/onboarding.ts';
import { goToChats } from '../../support/screens/settings.ts';
import { english } from '../../support/words.ts';

const seed = Number(process.env.BISIK_MODEL_SEED ?? 1);
const count = 12;

const acts = [
  'compare',
  'undo',
  'new keys',
  'accept',
  'compare the new',
  'new device',
  'lie',
  'log off',
  'log on',
  'away',
  'back',
  'restart',
] as const;
type Act = (typeof acts)[number];

/** What the screen has to come to, in so many words. */
class Model {
  /** Keys of the other side, by their number. */
  inUse = 0;
  present = 0;
  other: number | null = null;
  compared: number | null = null;
  said: 'nothing' | 'agrees' | 'unavailable' | 'contradicts' = 'agrees';
  log: 'on' | 'off' | 'lie' = 'on';
  isOnline = true;
  private hasSecondDevice = false;
  /** Days passed since the log agreed. */
  private isStale = false;

  can(act: Act): boolean {
    const may: Readonly<Record<Act, boolean>> = {
      compare: this.other === null && this.compared !== this.inUse,
      undo: this.other === null && this.compared === this.inUse,
      'new keys': this.isOnline && this.other === null && this.present < 2,
      accept: this.other !== null,
      'compare the new': this.other !== null,
      'new device': !this.hasSecondDevice && this.present === 0,
      lie: this.log === 'on',
      'log off': this.log === 'on',
      'log on': this.log !== 'on',
      away: this.isOnline,
      back: !this.isOnline,
      restart: true,
    };
    return may[act];
  }
  do(act: Act): void {
    if (act === 'compare') this.compared = this.inUse;
    else if (act === 'undo') this.compared = null;
    else if (act === 'new keys') this.other = ++this.present;
    else if (act === 'new device') this.hasSecondDevice = true;
    else if (act === 'lie') this.log = 'lie';
    else if (act === 'log on') this.log = 'on';
    else if (act === 'away' || act === 'back') this.isOnline = act === 'back';
    else if (act === 'log off') {
      this.log = 'off';
      this.isStale = true;
    } else if (act === 'accept' || act === 'compare the new') {
      this.inUse = this.present;
      this.other = null;
      this.compared = act === 'accept' ? null : this.present;
      this.said = 'nothing';
    }
    if (this.isOnline) this.look();
  }
  private look(): void {
    if (this.log === 'on') this.said = 'agrees';
    // It keeps back what it said of keys: of those that were looked at that is nothing new.
    else if (this.log === 'lie' && this.said !== 'agrees') this.said = 'contradicts';
    else if (this.log === 'off' && this.said !== 'contradicts')
      this.said = this.said === 'agrees' && !this.isStale ? 'agrees' : 'unavailable';
    if (this.said === 'agrees') this.isStale = false;
  }
  truth(): Truth {
    return {
      failed: this.said === 'contradicts',
      changed: this.other !== null,
      unchecked: this.said === 'unavailable',
      compared: this.compared === this.inUse,
    };
  }
}

test('whatever happens to keys, devices, the log and the server, the screen says what a model says', async ({
  openApp,
  scope,
  world,
}) => {
  test.setTimeout(300_000);
  test.info().annotations.push({ type: 'BISIK_MODEL_SEED', description: `${seed}` });
  const clock = scope.own(await createTestClock());
  const server = scope.own(await startHostileOperator(await scope.folder('server')));
  const liar = scope.own(await startLiar(server.url));
  const model = new Model();
  let danielId = '';
  liar.tell((path, body) => {
    danielId = /\/accounts\/([^/]+)\/keys$/.exec(path)?.[1] ?? danielId;
    if (!path.startsWith('/v1/key-log') || model.log === 'on') return body;
    if (model.log === 'off') return Buffer.from('{}');
    // What is said in her own name stays true.
    if (!path.startsWith(`/v1/key-log/accounts/${danielId}`)) return body;
    const told = JSON.parse(body.toString('utf8')) as { versions?: { opening: unknown }[] };
    for (const version of told.versions ?? []) version.opening = null;
    return Buffer.from(JSON.stringify(told), 'utf8');
  });
  const profileFolder = await scope.folder('profile');
  const open = async (options: Parameters<typeof openApp>[0], name: string) => {
    const app = await openApp(options);
    const number = world.numbers.malaysian();
    await register(app.page, { number, name, codeFor: server.codeFor });
    await app.resize(1440, 900);
    return { ...app, number };
  };
  const viewing = { serverUrl: liar.url, profileFolder, clock };
  let aisyah: App = await open(viewing, 'Aisyah');
  const daniel = await open({ serverUrl: server.url }, 'Daniel');
  await startChat(aisyah.page, daniel.number);
  await write(aisyah.page, 'Salam');
  await acceptRequest(daniel.page, 'Aisyah');
  await write(daniel.page, 'Waalaikumussalam');
  await messageWith(aisyah.page, 'Waalaikumussalam').waitFor();
  await expect(encryptionLine(aisyah.page, 'not_verified')).toBeVisible();
  await server.grow();
  await encryptionLine(aisyah.page, 'not_verified').click();

  const shapes = new Map<string, string>();
  const expectShown = async (story: string): Promise<void> => {
    const truth = model.truth();
    const { words, sign } = shownIn(truth);
    const { state } = statusOf(truth);
    const { page } = aisyah;
    const line = encryptionLine(page, words);
    await expect(async () => {
      // What is in doubt has its minute; a connection that comes anew looks at what waits.
      if (!(await line.isVisible())) {
        await clock.advance(1.1 * minuteMs);
        liar.leave(!model.isOnline);
      }
      await expect(line, story).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await expect(line.locator('svg'), story).toHaveClass(new RegExp(`lucide-${sign}\\b`));
    await expect(line, story).toHaveText(english(`encryption.state.${words}`));
    const card = encryptionPane(page).getByRole('region', {
      name: english(`encryption.state.${words}`),
      exact: true,
    });
    await expect(card.locator('svg').first(), story).toHaveClass(new RegExp(`lucide-${sign}\\b`));
    const shape = await shapeIn(card);
    expect(shapes.get(state) ?? shape, story).toBe(shape);
    shapes.set(state, shape);
  };

  const press = (name: string) =>
    encryptionPane(aisyah.page)
      .getByRole('button', { name: english(name), exact: true })
      .click();
  const doing: Readonly<Record<Act, (at: number) => Promise<void> | void>> = {
    compare: () => markVerified(aisyah.page),
    undo: () =>
      encryptionPane(aisyah.page)
        .getByRole('button', {
          name: new RegExp(`^(${english('encryption.mark.undo')}|${english('common.undo')})$`),
        })
        .click(),
    'new keys': async (at) => {
      await makeNewKeys(daniel.page);
      await goToChats(daniel.page);
      await openChat(daniel.page, 'Aisyah');
      await write(daniel.page, `Kunci baharu ${at}`);
    },
    accept: () => press('keys.accept'),
    'compare the new': async () => {
      await press('encryption.mark.accept');
      await aisyah.page
        .getByRole('alertdialog')
        .getByRole('button', { name: english('encryption.mark.yes') })
        .click();
    },
    'new device': async () => {
      await linkPeer(daniel, scope, { serverUrl: server.url, name: 'Telefon' });
      await goToChats(daniel.page);
    },
    lie: () => undefined,
    'log off': async () => {
      await server.grow();
      liar.leave(!model.isOnline);
      await clock.advance(4 * dayMs);
    },
    'log on': () => liar.leave(!model.isOnline),
    away: () => liar.leave(true),
    back: () => liar.leave(false),
    restart: async () => {
      await aisyah.close();
      aisyah = await openApp(viewing);
      await aisyah.resize(1440, 900);
      await chatRow(aisyah.page, 'Daniel').click();
      await aisyah.page.locator('[data-encryption-line]').click();
    },
  };

  const dice = createDice(seed);
  const once = new Set<Act>();
  const done: Act[] = [];
  for (let at = 0; at < count; at++) {
    const may = acts.filter((act) => model.can(act) && !once.has(act));
    const act = may[Math.floor(dice() * may.length)] ?? 'restart';
    if (act === 'restart') once.add(act);
    done.push(act);
    const story = `BISIK_MODEL_SEED=${seed}: ${done.join(', ')}`;
    await test.step(story, async () => {
      model.do(act);
      await doing[act](at);
      await expectShown(story);
    });
  }
  // No two states have one shape.
  expect(new Set(shapes.values()).size).toBe(shapes.size);

  const { page } = aisyah;
  await write(page, 'Yang terakhir');
  const truth = model.truth();
  if (truth.failed)
    await expect(messageWith(page, 'Yang terakhir')).toContainText(english('chat.state.withheld'));
  else if (waitsIn(truth))
    await expect(messageWith(page, 'Yang terakhir')).toContainText(
      english('chat.state.undecided', { name: 'Daniel' }),
    );
  else if (model.isOnline) {
    await openChat(daniel.page, 'Aisyah');
    await expect(messageWith(daniel.page, 'Yang terakhir')).toBeVisible();
  } else await expect(messageThatIs(page, 'queued', 'Yang terakhir')).toBeVisible();
});
