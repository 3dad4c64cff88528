import { startServer } from '../../e2e/support/server-process.ts';
import { type LineChild, startLineChild } from '../support/line-child.ts';
import { cpuSeconds } from '../support/processes.ts';
import { registerRawAccounts } from '../support/raw-accounts.ts';
import type { Scenario } from '../support/scenario.ts';
import { median, rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';

const deviceCount = 200;
const outstanding = 8;
const contentBytes = 1_000;
const rounds = 5;

interface LoadResult {
  readonly failed?: string;
  readonly perSecond: number;
  readonly deliveredPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

type Load = LoadResult & { readonly cpuSecondsPer1000: number };

const load = async (
  own: (child: LineChild) => LineChild,
  serverPid: number,
  plan: Record<string, unknown>,
): Promise<Load> => {
  const child = own(await startLineChild('bench/references/relay-load.ts', []));
  child.write({ outstanding, contentBytes, warmMs: 1_500, measureMs: 4_000, ...plan });
  await child.line('begin');
  const before = await cpuSeconds(serverPid);
  await child.line('end');
  const used = (await cpuSeconds(serverPid)) - before;
  const result = await child.line<LoadResult>('result');
  await child.close();
  if (result.failed) throw new Error(`the server refused the load: ${result.failed}`);
  return { ...result, cpuSecondsPer1000: used / ((result.perSecond * 4_000) / 1_000 / 1_000) };
};

const figures = (name: string, loads: readonly Load[]): readonly [string, string][] => {
  const of = (pick: (one: Load) => number) => rounded(median(loads.map(pick)));
  return [
    [`${name}: delivered`, `${of((one) => one.deliveredPerSecond)} a second`],
    [
      `${name}: until durable`,
      `p50 ${of((one) => one.p50Ms)} ms, p99 ${of((one) => one.p99Ms)} ms`,
    ],
    [`${name}: server processor`, `${of((one) => one.cpuSecondsPer1000)} s per 1,000 messages`],
  ];
};

export const relay: Scenario = {
  name: 'relay',
  what: `${deviceCount} connected devices in pairs, ${outstanding} messages of ${contentBytes} bytes outstanding each`,
  unit: 'durable messages/s',
  against: 'a bare ws server that group-commits each frame to SQLite and passes it on',
  better: 'higher',
  aim: 0.6,
  run: async ({ folder, own, say }) => {
    const server = own(
      await startServer({ dataFolder: await folder('server'), env: { BISIK_LOG_LEVEL: 'warn' } }),
    );
    say(`registering ${deviceCount} devices`);
    const devices = await registerRawAccounts(server, deviceCount);
    const loads = { ours: [] as Load[], reference: [] as Load[] };
    await takeTurns(rounds, {
      ours: async () => {
        const one = await load(own, server.pid(), { target: 'bisik', url: server.url, devices });
        loads.ours.push(one);
        say(`bisik ${Math.round(one.perSecond)} a second`);
        return one.perSecond;
      },
      reference: async () => {
        const bare = own(
          await startLineChild('bench/references/bare-relay.ts', [await folder('bare')]),
        );
        const { url } = await bare.line<{ url: string }>('listening');
        const bareDevices = devices.map((device, index) => ({
          ...device,
          authorization: `${index}`,
        }));
        const one = await load(own, bare.pid, { target: 'bare', url, devices: bareDevices });
        await bare.close();
        loads.reference.push(one);
        say(`bare ${Math.round(one.perSecond)} a second`);
        return one.perSecond;
      },
    });
    return {
      ours: loads.ours.map((one) => one.perSecond),
      reference: loads.reference.map((one) => one.perSecond),
      more: [...figures('ours', loads.ours), ...figures('reference', loads.reference)],
      conditions: `server and load generator share the machine's processors; 1.5 s warm-up, 4 s measured, ${rounds} rounds; WAL, synchronous=FULL`,
    };
  },
};
