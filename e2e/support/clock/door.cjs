// Preloaded into the programs of a journey: their time is the system's, moved by what stands in a file. What ships
// knows nothing of it, so there is no door in it to be found.
const { openSync, readSync } = require('node:fs');

const variable = 'BISIK_TEST_CLOCK_FILE';
const file = process.env[variable];
const descriptor = openSync(file, 'r');
const bytes = Buffer.alloc(24);
const SystemDate = Date;
const moved = () => Number(bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, 24, 0)));
const now = () => SystemDate.now() + moved();

// What counts the time that passed, whatever the clock shows, has seen it pass.
const os = require('node:os');
const { uptime } = os;
os.uptime = () => uptime() + moved() / 1_000;

globalThis.Date = new Proxy(SystemDate, {
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  apply: (target) => new target(now()).toString(),
  construct: (target, given, made) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, made),
});

/** Electron gives its utility processes another environment; they come through here as well. */
const followIntoEngine = () => {
  const { utilityProcess } = require('electron');
  const { fork } = utilityProcess;
  utilityProcess.fork = (bundle, args = [], options = {}) =>
    fork(__filename, [bundle, ...args], {
      ...options,
      env: { ...(options.env ?? process.env), [variable]: file },
    });
};

if (process.type === 'browser') followIntoEngine();
if (process.parentPort) require(process.argv[2]);
