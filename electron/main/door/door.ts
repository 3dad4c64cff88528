import * as z from 'zod/mini';
import { CodedError, toErrorBody } from '../../../contract/errors/coded-error.ts';
import type { IpcResponse } from '../../../contract/ipc/protocol.ts';
import type { createRouter } from '../../../contract/ipc/router.ts';

/** What the transport knows of where a message came from; `undefined` where the frame is already gone. */
export interface Sender {
  readonly isOwnWindow: boolean;
  readonly isTopFrame: boolean;
  readonly url: string | undefined;
}

/** Whether the message came from the app's own page at the top of its own window. */
const isOwnTopFrame = (sender: Sender, ownOrigin: string): boolean => {
  if (!sender.isOwnWindow || !sender.isTopFrame || sender.url === undefined) return false;
  try {
    const { protocol, host } = new URL(sender.url);
    return `${protocol}//${host}` === ownOrigin;
  } catch {
    return false;
  }
};

const idSchema = z.object({ id: z.int() });
const refuse = (message: unknown, code: 'ipc_refused' | 'ipc_bad_input'): IpcResponse => {
  const parsed = idSchema.safeParse(message);
  return {
    kind: 'error',
    id: parsed.success ? parsed.data.id : 0,
    error: toErrorBody(new CodedError(code)),
  };
};

/** The one door to main: sender, known name, schema, handler. Always answers; never rejects. */
export const createDoor =
  (ownOrigin: string, router: ReturnType<typeof createRouter>) =>
  async (sender: Sender, message: unknown): Promise<IpcResponse> => {
    if (!isOwnTopFrame(sender, ownOrigin)) return refuse(message, 'ipc_refused');
    return (await router(message)) ?? refuse(message, 'ipc_bad_input');
  };
