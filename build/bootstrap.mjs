#!/usr/bin/env node
// The first thing that runs in a new clone: nothing but Node is there, so nothing but Node is imported
// until the packages are installed. `node build/bootstrap.mjs <command> [arguments]`
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandNamed, commandNames } from './setup/commands.mjs';
import { ensureDebianPackages } from './setup/debian.mjs';
import { hasDisplay, startDisplay } from './setup/display.mjs';
import { ensureNpmPackages } from './setup/npm-packages.mjs';
import { runNode } from './setup/run.mjs';
import { say } from './setup/say.mjs';

const LEAST_NODE = [20, 19];

function nodeIsNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
}

/** Resolves the runtime before anything needs it, so that a download shows here and not inside a test. */
async function prepareRuntime(args) {
  const { describeRuntime, resolveRuntime } = await import('./runtime/resolve.mjs');
  const runtime = await resolveRuntime({ release: args.includes('--release') });
  say(describeRuntime(runtime));
}

async function main([name = '', ...args]) {
  const command = commandNamed(name);
  if (!command) {
    say(`Commands: ${commandNames().join(', ')}`);
    return 2;
  }
  if (!nodeIsNewEnough()) {
    say(`Bisik needs Node ${LEAST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
    return 1;
  }
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  process.chdir(root);
  const needsDisplay = command.window(args) && !hasDisplay();
  if (
    !(await ensureDebianPackages([...command.debian(args), ...(needsDisplay ? ['display'] : [])]))
  )
    return 1;
  if (!(await ensureNpmPackages(root))) return 1;
  if (command.runtime) await prepareRuntime(args);

  const display = needsDisplay ? await startDisplay() : undefined;
  const close = () => display?.close();
  process.once('exit', close);
  const env = { ...process.env, ...(display && { DISPLAY: display.display }) };
  for (const step of command.steps(args)) {
    const code = await runNode(step, { env, cwd: root });
    if (code !== 0) return code;
  }
  return 0;
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  say(
    error?.name === 'RuntimeError' || error?.name === 'DownloadError'
      ? error.message
      : (error?.stack ?? `${error}`),
  );
  process.exit(1);
}
