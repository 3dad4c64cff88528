import { closeSync, openSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fromBase64 } from '../../contract/transparency/base64.ts';
import { checkReceipt } from './check.ts';
import { type Language, languages, words } from './words.ts';

const mebibyte = 1_048_576;
/** Some ten thousand records. */
const maxMebibytes = 16;

const isLanguage = (text: string): text is Language =>
  (languages as readonly string[]).includes(text);

interface Wanted {
  readonly file: string;
  readonly serverKey: string | null;
  readonly language: Language;
}

const options = {
  'server-key': { type: 'string' },
  language: { type: 'string', default: 'en' },
  help: { type: 'boolean', default: false },
} as const;

const wantedOf = (args: readonly string[]): Wanted | { readonly help: Language } | null => {
  try {
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { 'server-key': serverKey = null, language = '', help } = values;
    const [file, ...more] = positionals;
    if (!isLanguage(language)) return null;
    if (help) return { help: language };
    if (file === undefined || more.length > 0) return null;
    if (serverKey !== null && fromBase64(serverKey)?.length !== 32) return null;
    return { file, serverKey, language };
  } catch {
    return null;
  }
};

/** The file's bytes; null when there are more than a receipt has. Throws when it cannot be read. */
const readBounded = (file: string): Uint8Array | null => {
  const handle = openSync(file, 'r');
  try {
    const chunks: Uint8Array[] = [];
    for (let length = 0; length <= maxMebibytes * mebibyte; ) {
      const chunk = new Uint8Array(mebibyte);
      const count = readSync(handle, chunk);
      if (count === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, count));
      length += count;
    }
    return null;
  } finally {
    closeSync(handle);
  }
};

const run = (args: readonly string[]): number => {
  const fail = (text: string): number => {
    process.stderr.write(`${text}\n`);
    return 2;
  };
  const wanted = wantedOf(args);
  if (wanted === null) {
    const at = args.findIndex((arg) => arg === '--language=ms' || arg === 'ms');
    return fail(words[at < 0 ? 'en' : 'ms'].usage);
  }
  if ('help' in wanted) {
    process.stdout.write(`${words[wanted.help].usage}\n`);
    return 0;
  }
  const { file, serverKey, language } = wanted;
  let bytes: Uint8Array | null;
  try {
    bytes = readBounded(file);
  } catch {
    return fail(words[language].unreadable(file));
  }
  if (bytes === null) return fail(words[language].tooLarge(maxMebibytes));
  const { complete, text } = checkReceipt(bytes, serverKey, language);
  process.stdout.write(`${text}\n`);
  return complete ? 0 : 1;
};

// Not process.exit: what was written to a pipe has to arrive.
process.exitCode = run(process.argv.slice(2));
