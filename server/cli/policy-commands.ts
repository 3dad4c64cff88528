import { canonicalJson, hashOfText } from '../../contract/canonical-json.ts';
import { comparePolicies, isWidening } from '../../contract/policy/compare.ts';
import { type Policy, policySchema } from '../../contract/policy/document.ts';
import { hashPolicy, newestPolicy, policyInForce } from '../../contract/policy/in-force.ts';
import { readDraft } from '../modules/policy/draft.ts';
import type { PolicyStore } from '../store/types/policies.ts';

export interface PolicyCommand {
  readonly store: PolicyStore;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The text of a file. Throws when there is none: with a sentence for who typed its name. */
  readonly readFile: (path: string) => string;
  readonly say: (line: string) => void;
}

const usage = `npm run policy -- publish FILE   publishes a version for ever
npm run policy -- begin FILE     publishes it live at once, where nothing is published yet
npm run policy -- list           every published version
npm run policy -- diff A B       what changes from A to B: ids of versions, or files`;

const time = (ms: number): string => new Date(ms).toISOString();

const published = async ({ store }: PolicyCommand): Promise<readonly Policy[]> =>
  (await store.list()).map(({ document }) => policySchema.parse(JSON.parse(document)));

const sayChanges = ({ say }: PolicyCommand, before: Policy | null, after: Policy): void => {
  for (const { purpose, recipient, change, wider, narrower } of comparePolicies(before, after)) {
    const parts = [
      ...(wider.length > 0 ? [`more ${wider.join(', ')}`] : []),
      ...(narrower.length > 0 ? [`less ${narrower.join(', ')}`] : []),
    ];
    say(
      `  ${change.padEnd(8)} ${purpose} for ${recipient}${parts.length > 0 ? ` (${parts.join('; ')})` : ''}`,
    );
  }
  say(
    isWidening(before, after)
      ? 'It shares more than before: people are asked, and nothing new is shared of who did not accept it.'
      : 'It shares no more than before: it holds without asking.',
  );
};

const sayRefused = ({ say }: PolicyCommand, what: string, reasons: readonly string[]): number => {
  say(`${what} was not published:`);
  for (const reason of reasons) say(`  ${reason}`);
  return 1;
};

const publish = async (command: PolicyCommand, file: string): Promise<number> => {
  const draft = readDraft(command.readFile(file), command.now);
  return draft.kind === 'refused'
    ? sayRefused(command, file, draft.reasons)
    : publishVersion(command, file, draft.policy);
};

/** What a version says, whenever it was published and goes live. */
const wordsOf = ({ publishedAt: _, effectiveAt: __, ...rest }: Policy): string =>
  canonicalJson(rest);

/** For a server that is tried out: begins with the version in the file, and never publishes a second one by itself. */
const begin = async (command: PolicyCommand, file: string): Promise<number> => {
  const { now, say } = command;
  const draft = readDraft(command.readFile(file), now);
  if (draft.kind === 'refused') return sayRefused(command, file, draft.reasons);
  const { policy } = draft;
  const versions = await published(command);
  if (versions.length === 0) return publishVersion(command, file, { ...policy, effectiveAt: now });
  const same = versions.find(({ id }) => id === policy.id);
  if (same === undefined) say(`${policy.id} is not published here, but other versions are.`);
  else if (wordsOf(same) === wordsOf(policy)) say(`${policy.id} is published, as ${file} has it.`);
  else
    say(
      `${file} is no longer what was published as ${policy.id}, and a published version never changes. Under another id it can be published beside it.`,
    );
  return 0;
};

const publishVersion = async (
  command: PolicyCommand,
  file: string,
  policy: Policy,
): Promise<number> => {
  const { id, publishedAt } = policy;
  const before = (await published(command)).at(-1) ?? null;
  const document = canonicalJson(policy);
  const hash = hashOfText(document);
  const outcome = await command.store.publish({ id, hash, publishedAt, document });
  if (outcome === 'taken')
    return sayRefused(command, file, [
      `id: ${id} is published already, and a published version never changes. Take another id.`,
    ]);
  if (outcome === 'not_newest')
    return sayRefused(command, file, [
      `a version was published at ${time(before?.publishedAt ?? 0)}; the clock of this computer says ${time(publishedAt)}`,
    ]);
  command.say(`Published ${id}, SHA-256 ${hash}. It goes live at ${time(policy.effectiveAt)}.`);
  sayChanges(command, before, policy);
  return 0;
};

const list = async (command: PolicyCommand): Promise<number> => {
  const versions = (await published(command)).map(hashPolicy);
  if (versions.length === 0) command.say('Nothing is published: nothing is shared with anybody.');
  const inForce = policyInForce(versions, command.now);
  const newest = newestPolicy(versions);
  for (const version of versions) {
    const { hash, policy } = version;
    const marks = [
      ...(version === inForce ? ['in force'] : []),
      ...(version === newest ? ['newest'] : []),
    ];
    command.say(
      `${policy.id}  published ${time(policy.publishedAt)}  live ${time(policy.effectiveAt)}  ${hash.slice(0, 16)}${marks.length > 0 ? `  ${marks.join(', ')}` : ''}`,
    );
  }
  return 0;
};

const diff = async (command: PolicyCommand, names: readonly [string, string]): Promise<number> => {
  const versions = await published(command);
  const found: Policy[] = [];
  for (const name of names) {
    const known = versions.find(({ id }) => id === name);
    const draft = known ?? readDraft(command.readFile(name), command.now);
    if ('kind' in draft && draft.kind === 'refused')
      return sayRefused(command, name, draft.reasons);
    found.push('kind' in draft ? draft.policy : draft);
  }
  const [before, after] = found;
  if (before && after) sayChanges(command, before, after);
  return 0;
};

/** Does what the arguments say; gives the exit code. Throws when a file or the store cannot be read. */
export const runPolicyCommand = async (
  [name, first, second, ...more]: readonly string[],
  command: PolicyCommand,
): Promise<number> => {
  if (name === 'list' && first === undefined) return list(command);
  if (name === 'begin' && first !== undefined && second === undefined) return begin(command, first);
  if (name === 'publish' && first !== undefined && second === undefined)
    return publish(command, first);
  if (name === 'diff' && first !== undefined && second !== undefined && more.length === 0)
    return diff(command, [first, second]);
  command.say(usage);
  return 2;
};
