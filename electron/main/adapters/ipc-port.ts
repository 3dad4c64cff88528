import { ipcMain, type WebContents } from 'electron';
import { channels } from '../../../contract/ipc/channels.ts';
import type { IpcResponse } from '../../../contract/ipc/protocol.ts';
import type { Sender } from '../door/door.ts';

/**
 * Opens the one door that a page can knock at. Listeners that anything else registers (electron-store has one) are taken
 * away again, so that there is no way around it. Gives what closes it.
 */
export const openIpcPort = (
  door: (sender: Sender, message: unknown) => Promise<IpcResponse>,
  ownContents: () => WebContents | undefined,
): (() => void) => {
  ipcMain.handle(channels.call, (event, message: unknown) => {
    const own = ownContents();
    const frame = event.senderFrame;
    return door(
      {
        isOwnWindow: own !== undefined && event.sender === own,
        isTopFrame:
          frame != null &&
          frame.parent === null &&
          frame.routingId === event.sender.mainFrame.routingId &&
          frame.processId === event.sender.mainFrame.processId,
        url: frame?.url,
      },
      message,
    );
  });
  const refuse = (channel: string | symbol): void => {
    if (typeof channel === 'string' && channel !== 'newListener')
      setImmediate(() => ipcMain.removeAllListeners(channel));
  };
  ipcMain.on('newListener', refuse as () => void);
  return () => {
    ipcMain.removeHandler(channels.call);
    ipcMain.removeListener('newListener', refuse as () => void);
  };
};
