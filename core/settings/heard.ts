import { readRegisters } from '../../contract/settings/registers/codec.ts';
import type { Context } from '../context.ts';
import type { SyncIn, SyncOut } from '../sync/types.ts';
import type { Registers, WrittenRegisters } from './registers.ts';
import { toTold } from './told.ts';

/** Takes over what another device of the account wrote; `look` asks the server for the rest. */
export const createRegistersIn = (
  { serverClock }: Pick<Context, 'serverClock'>,
  registers: Pick<Registers, 'heard' | 'committed' | 'all'>,
  options: { readonly look: () => void; readonly syncOut: () => SyncOut | null },
): SyncIn => {
  let written: WrittenRegisters[] = [];
  let told = false;
  return {
    // Blocks, verified keys, settings, names: they hold at once. What they came from is on the server.
    toRepeat: () => toTold(registers.all()),
    heard: (sync) => {
      // Written while this device did not know of the new one: it is to ask the server once more.
      if (sync.what === 'linked') {
        written.push({
          keys: new Set(),
          syncs: options.syncOut()?.write([{ what: 'registers', registers: '' }]) ?? [],
        });
        // What the server shows the new one is to be the newest.
        told = true;
      }
      if (sync.what !== 'registers') return;
      told = true;
      const read = readRegisters(sync.registers);
      // Too long for a message, or of a later version: the server has it.
      if (read !== undefined && read !== 'newer')
        written.push(registers.heard(read, serverClock.told()));
    },
    committed: () => {
      const done = written;
      written = [];
      for (const one of done) registers.committed(one);
      if (told) options.look();
      told = false;
    },
  };
};
