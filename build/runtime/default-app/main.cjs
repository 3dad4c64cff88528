// What Electron's own default app does with `electron [-r module] <path> [args]`, and no more.
const { app } = require('electron');
const { createRequire } = require('node:module');
const { existsSync, readFileSync, statSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');

const preloads = [];
let target;
const args = process.argv.slice(1);
for (let i = 0; i < args.length && target === undefined; i += 1) {
  const arg = args[i];
  if (args[i - 1] === '-r' || args[i - 1] === '--require') preloads.push(arg);
  else if (arg.startsWith('--require=')) preloads.push(arg.slice('--require='.length));
  else if (!arg.startsWith('-')) target = resolve(arg);
}
if (target === undefined || !existsSync(target)) {
  process.stderr.write(`Nothing to run at ${target ?? '(no path given)'}\n`);
  process.exit(1);
}
const fromHere = createRequire(join(process.cwd(), 'here.js'));
for (const name of preloads) fromHere(name);

const folder = statSync(target).isDirectory() ? target : dirname(target);
const packagePath = join(folder, 'package.json');
let entry = target;
if (existsSync(packagePath)) {
  const { name, productName, version, main, desktopName } = JSON.parse(
    readFileSync(packagePath, 'utf8'),
  );
  if (productName ?? name) app.setName(productName ?? name);
  if (version) app.setVersion(version);
  if (desktopName) app.setDesktopName(desktopName);
  if (folder === target) entry = join(folder, main ?? 'index.js');
}
app.setAppPath(folder);
require(entry);
