import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '../wait.ts';

/** Writes what passes over a network device into a file. */
export interface PacketWriter {
  /** Ends it; gives how many packets the system lost. */
  readonly close: () => Promise<{ dropped: number }>;
}

/** Begins to write. Linux only; needs to be root, at least of the network namespace. */
export const writePackets = async (device: string, file: string): Promise<PacketWriter> => {
  const child = spawn('perl', [join(import.meta.dirname, 'packets.pl'), device, file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl-C is for whoever is recorded; this ends when told.
    detached: true,
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += `${data}`;
  });
  let ended = false;
  const end = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      ended = true;
      resolve();
    });
    child.once('close', () => {
      ended = true;
      resolve();
    });
  });
  await waitFor(
    () => {
      if (ended) throw new Error(`no packets of ${device}: ${said}`);
      return said.includes('listening');
    },
    { what: `the packets of ${device}` },
  );
  return {
    close: async () => {
      child.kill('SIGTERM');
      await end;
      return { dropped: Number(/dropped (\d+)/.exec(said)?.[1] ?? Number.NaN) };
    },
  };
};

/** The packets of a file so far; one that is being written is left out. */
export const readPackets = async (file: string): Promise<Buffer[]> => {
  const bytes = await readFile(file);
  const packets: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    packets.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return packets;
};
