import { readPackets, writePackets } from './packets.ts';

/** A capture of all that passes over loopback. */
export interface Capture {
  /** Ends it and gives the packets one after the other; throws when the system lost some. */
  readonly finish: () => Promise<Buffer>;
  readonly close: () => Promise<void>;
}

/** Captures whole packets of loopback into a file. */
export const startLoopbackCapture = async (file: string): Promise<Capture> => {
  const writer = await writePackets('lo', file);
  let ended: Promise<{ dropped: number }> | undefined;
  const end = () => {
    ended ??= writer.close();
    return ended;
  };
  return {
    close: async () => void (await end()),
    finish: async () => {
      const { dropped } = await end();
      if (dropped !== 0) throw new Error(`${dropped} packets were lost`);
      return Buffer.concat(await readPackets(file));
    },
  };
};
