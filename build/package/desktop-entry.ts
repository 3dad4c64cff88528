import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the entry must say, by the Desktop Entry Specification 1.5 and for links to reach us. */
const RULES: readonly (readonly [key: string, value: RegExp])[] = [
  ['Type', /^Application$/],
  ['Name', /^Bisik$/],
  // A link arrives as an argument.
  ['Exec', /^"?(?:\/[\w/.-]+\/)?bisik"? %[uU]$/],
  ['Icon', /^bisik$/],
  ['Categories', /^(?:\w+;)*InstantMessaging;(?:\w+;)*$/],
  ['MimeType', /(?:^|;)x-scheme-handler\/bisik;/],
];

/** What is wrong with the text of a desktop entry: one sentence each. */
export function desktopEntryFaults(text: string): string[] {
  const [header, ...lines] = text
    .split('\n')
    .filter((line) => line.trim() && !line.startsWith('#'));
  const faults = header === '[Desktop Entry]' ? [] : ['it does not begin with [Desktop Entry]'];
  const entries = new Map<string, string>();
  for (const line of lines) {
    const [, key, value] = /^([A-Za-z0-9-]+(?:\[[\w@.]+\])?)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) faults.push(`no entry: ${line}`);
    else if (entries.has(key)) faults.push(`${key} stands twice`);
    else entries.set(key, value);
  }
  for (const [key, value] of RULES) {
    const found = entries.get(key);
    if (found === undefined) faults.push(`${key} is missing`);
    else if (!value.test(found)) faults.push(`${key} is ${found}`);
  }
  return faults;
}

/** Throws unless the package's desktop entry is right; freedesktop's own validator is asked too where it is installed. */
export async function proveDebEntry(deb: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bisik-deb-'));
  try {
    await run('dpkg-deb', ['--extract', deb, folder]);
    const file = join(folder, 'usr', 'share', 'applications', 'bisik.desktop');
    const faults = desktopEntryFaults(await readFile(file, 'utf8'));
    if (faults.length > 0) throw new Error(`The desktop entry is not right:\n${faults.join('\n')}`);
    await run('desktop-file-validate', [file]).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
