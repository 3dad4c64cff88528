import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scenarios } from './scenarios/index.ts';
import { toLine, toTable } from './support/report.ts';
import type { Measurement, Scenario, ScenarioContext } from './support/scenario.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});

const measure = async (scenario: Scenario): Promise<Measurement> => {
  const closers: (() => Promise<void>)[] = [];
  const context: ScenarioContext = {
    say: (text) => process.stderr.write(`${scenario.name}: ${text}\n`),
    folder: async (name) => {
      const folder = await mkdtemp(join(tmpdir(), `bisik-bench-${name}-`));
      closers.push(() => rm(folder, { recursive: true, force: true }));
      return folder;
    },
    own: (resource) => {
      closers.push(resource.close);
      return resource;
    },
  };
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  // Ended early, it leaves no server and no window behind.
  const stop = () => void closeAll().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await scenario.run(context);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await closeAll();
  }
};

const wanted = positionals.map(
  (name) => scenarios.find((scenario) => scenario.name === name) ?? name,
);
const unknown = wanted.filter((entry) => typeof entry === 'string');
if (wanted.length === 0 || unknown.length > 0) {
  for (const name of unknown) process.stderr.write(`no scenario ${name}\n`);
  process.stdout.write(
    `Scenarios:\n${scenarios.map(({ name, what }) => `  ${name.padEnd(10)} ${what}`).join('\n')}\n`,
  );
  process.exitCode = unknown.length > 0 ? 2 : 0;
}
for (const scenario of wanted) {
  if (typeof scenario === 'string') continue;
  const measured = await measure(scenario);
  process.stdout.write(
    `${values.json ? JSON.stringify(toLine(scenario, measured)) : toTable(scenario, measured)}\n`,
  );
}
