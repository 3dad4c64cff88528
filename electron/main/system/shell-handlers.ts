import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { CallOutput, Handlers } from '../../../contract/ipc/define.ts';
import type { EngineState, shellDomain } from '../../../contract/ipc/shell.ts';
import { toExternalLink } from '../window/links.ts';
import type { NotificationRequest } from './notification.ts';

/** What the `shell` domain needs from the system around it. */
export interface ShellSurroundings {
  readonly about: () => CallOutput<typeof shellDomain.calls.about>;
  /** Asks the person, then opens a link that may be opened. */
  readonly askAndOpen: (link: string) => Promise<boolean>;
  readonly copyText: (text: string) => void;
  /** Asks the person where, and writes the text there. */
  readonly saveFile: (name: string, text: string) => Promise<boolean>;
  readonly notify: (chatId: string, request: NotificationRequest) => void;
  readonly withdraw: (chatIds: readonly string[]) => void;
  readonly setUnread: (count: number) => void;
  /** Lets the page use a camera for a while, or no more; whether the system lets the app. */
  readonly allowCamera: (allowed: boolean) => Promise<boolean>;
  readonly mark: (what: string) => void;
  readonly readNotices: () => Promise<string>;
  readonly connectEngine: () => EngineState;
}

/** The `shell` domain over its surroundings. */
export const createShellHandlers = (
  surroundings: ShellSurroundings,
): Handlers<typeof shellDomain> => ({
  about: async () => surroundings.about(),
  openExternal: async ({ url }) => {
    const link = toExternalLink(url);
    if (link === undefined) throw new CodedError('ipc_bad_input');
    return { opened: await surroundings.askAndOpen(link) };
  },
  copyText: async ({ text }) => {
    surroundings.copyText(text);
    return {};
  },
  saveFile: async ({ name, text }) => ({ saved: await surroundings.saveFile(name, text) }),
  notify: async ({ chatId, ...request }) => {
    surroundings.notify(chatId, request);
    return {};
  },
  withdraw: async ({ chatIds }) => {
    surroundings.withdraw(chatIds);
    return {};
  },
  setUnread: async ({ count }) => {
    surroundings.setUnread(count);
    return {};
  },
  allowCamera: async ({ allowed }) => ({ allowed: await surroundings.allowCamera(allowed) }),
  rendered: async ({ what }) => {
    surroundings.mark(what);
    return {};
  },
  connectEngine: async () => surroundings.connectEngine(),
  licences: async () => ({ text: await surroundings.readNotices() }),
});
