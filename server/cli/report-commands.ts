import type { ReportStore, StoredReport } from '../store/types/people.ts';

export interface ReportCommand {
  readonly store: ReportStore;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly say: (line: string) => void;
}

const usage = `npm run reports -- list [all]    open reports, or all that are kept, newest first
npm run reports -- show ID       one report, with what was written (the beginning of the id is enough)
npm run reports -- close ID      it was dealt with`;

const time = (ms: number): string => new Date(ms).toISOString();
/** What people wrote moves no cursor and colours nothing on the operator's screen. */
const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}]/gu, (sign) => (sign === '\n' ? '\n    ' : '\uFFFD'));

const about = ({ about: accountId, aboutExists }: StoredReport): string =>
  `${accountId}${aboutExists ? '' : ' (no account any more)'}`;

const list = async ({ store, say }: ReportCommand, which: 'open' | 'all'): Promise<number> => {
  const reports = await store.list(which);
  if (reports.length === 0) say(which === 'open' ? 'No report is open.' : 'No report is kept.');
  for (const report of reports) {
    const { id, receivedAt, closedAt, messages } = report;
    say(
      `${id.slice(0, 8)}  ${time(receivedAt)}  ${closedAt === null ? 'open' : 'closed'}  about ${about(report)}  ${messages.length} messages`,
    );
  }
  return 0;
};

const find = async ({ store, say }: ReportCommand, id: string): Promise<StoredReport | null> => {
  const report = /^[0-9a-f-]{4,36}$/.test(id) ? await store.find(id) : null;
  if (report === null) say(`No report, or more than one, is called ${plain(id)}.`);
  return report;
};

const show = async (command: ReportCommand, id: string): Promise<number> => {
  const { say } = command;
  const report = await find(command, id);
  if (report === null) return 1;
  say(`report    ${report.id}`);
  say(`received  ${time(report.receivedAt)}`);
  say(`closed    ${report.closedAt === null ? 'no' : time(report.closedAt)}`);
  say(`about     ${about(report)}`);
  say(`from      ${report.reporterId ?? 'an account that is no more'}`);
  say(`note      ${report.note === '' ? 'none' : plain(report.note)}`);
  say('What the reporting person says was written. The server cannot check it:');
  for (const { sentAt, text } of report.messages) {
    say(`  ${time(sentAt)}`);
    say(`    ${plain(text)}`);
  }
  return 0;
};

const close = async (command: ReportCommand, id: string): Promise<number> => {
  const report = await find(command, id);
  if (report === null) return 1;
  const closed = await command.store.close(report.id, command.now);
  command.say(`${report.id} ${closed ? 'is closed.' : 'was closed before.'}`);
  return 0;
};

/** Does what the arguments say; gives the exit code. Throws when the store cannot be read. */
export const runReportCommand = async (
  [name, first, ...more]: readonly string[],
  command: ReportCommand,
): Promise<number> => {
  if (more.length === 0) {
    if (name === 'list' && (first === undefined || first === 'all'))
      return list(command, first ?? 'open');
    if (name === 'show' && first !== undefined) return show(command, first);
    if (name === 'close' && first !== undefined) return close(command, first);
  }
  command.say(usage);
  return 2;
};
