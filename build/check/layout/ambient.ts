import type { SourceFile } from './measure.ts';

type Rule = {
  readonly pattern: RegExp;
  readonly where: RegExp;
  /** The places that hand it to the others as an argument, or are it. */
  readonly except: RegExp;
  readonly because: string;
};

const entry = /(?:^|\/)main\.ts$|^server\/cli\//;
const either = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'));

const rules: readonly Rule[] = [
  {
    pattern: /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b/,
    where: /^(contract|core|bots|server|electron|peers)\//,
    except: either(entry, /^(core|server)\/platform\//, /^electron\/main\/engine\/timers\.ts$/),
    because: 'time and chance come as arguments',
  },
  {
    pattern:
      /(?<!\w|(?<!globalThis|self|window)\.|typeof )fetch\b(?!\??:)|\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b|\bsendBeacon\b/,
    where: /^(contract|core|bots|server|electron|renderer|peers)\//,
    except: either(entry, /^core\/platform\//),
    because: 'the network comes as an argument',
  },
  {
    pattern: /\bprocess\.env\b/,
    where: /^(contract|core|bots|server|electron|renderer|peers)\//,
    except: either(entry, /^electron\/main\/adapters\//, /^electron\/engine\/engine\.ts$/),
    because: 'the environment is read where the program starts',
  },
  {
    pattern: /\bBISIK_TEST/,
    where: /^(contract|core|bots|server|electron|renderer|peers|build\/(?:launch|bundle))\//,
    except: /(?!)/,
    because: 'what ships has no door for tests',
  },
  {
    pattern: /\bcreateRequire\b|(?<![.\w])require\(/,
    where: /^(contract|core|bots|server|electron|renderer|peers)\//,
    except: /(?!)/,
    because: 'what is required in passing is not seen by the import rules',
  },
  {
    pattern: /\bipcMain\b/,
    where: /^electron\//,
    except: /^electron\/main\/adapters\/ipc-port\.ts$/,
    because: 'there is one door to main',
  },
];

const isTest = (path: string): boolean => /\.test\.tsx?$|\/testing\//.test(path);

/** What a file may take out of the air, and where. Comments may name it. */
export const findAmbient = (files: readonly SourceFile[]): string[] =>
  files
    .filter(({ path }) => /\.tsx?$/.test(path) && !isTest(path))
    .flatMap(({ path, text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
      return rules
        .filter(({ where, except }) => where.test(path) && !except.test(path))
        .flatMap(({ pattern, because }) => {
          const found = code.match(pattern)?.[0];
          return found === undefined ? [] : [`${path}: ${found.trim()}: ${because}`];
        });
    });
