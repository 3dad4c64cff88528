import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { limits } from '../../../contract/wire/limits.ts';
import { sampleDevices } from '../../testing/fake/devices-world.ts';
import { openDataSharing, rowOf } from '../../testing/open-scene.ts';

describe('proof', () => {
  it('tells the history, newest first, with what waits and which device made it', async () => {
    const { user } = await openDataSharing('sharing', ({ devices }) => {
      devices.state = { ...devices.state, devices: sampleDevices() };
    });
    await user.click(await screen.findByRole('button', { name: 'Show history' }));
    const first = rowOf(await screen.findByText('Changed a switch'));
    first.getByText('Friend suggestions: yes taken back');
    first.getByText('Here, waiting for the server');
    first.getByText('· On this device');
    const accepted = rowOf(screen.getByText('Accepted policy 2026-2'));
    accepted.getByText('At the server 12 Nov, 09:41, number 2');
    accepted.getByText('· On Nadia’s laptop');
    const notNow = rowOf(screen.getByText('Not now, to policy 2026-2'));
    notNow.getByText('· On a device that is no longer yours');
  });

  it('saves a receipt where the person says, and says so only then', async () => {
    const { user, world } = await openDataSharing('sharing', (one) => {
      one.shell.mayBeSaved = false;
    });
    const press = () => user.click(screen.getByRole('button', { name: 'Export receipt' }));
    await screen.findByRole('button', { name: 'Export receipt' });
    await press();
    expect(screen.queryByText('The receipt is saved.')).toBeNull();
    world.shell.mayBeSaved = true;
    await press();
    await screen.findByText('The receipt is saved.');
    expect(world.shell.saved).toEqual([world.sharing.receipt]);
  });

  it('does not call a stranger’s receipt yours', async () => {
    const upTo = new Date(2026, 10, 23, 14, 6).getTime();
    const { user } = await openDataSharing('sharing', (one) => {
      Object.assign(one.sharing.verdict, { complete: true, records: 1, upTo, fault: null });
    });
    await screen.findByRole('button', { name: 'Verify a receipt…' });
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    if (!input) throw new Error('no field');
    await user.upload(input, new File(['{}'], 'theirs.json', { type: 'application/json' }));
    await screen.findByText('theirs.json holds together, but is not yours');
    screen.getByText('It is signed by another server than yours.');
  });

  it.each([
    [
      { complete: true, records: 3, upTo: new Date(2026, 10, 23, 14, 6).getTime(), fault: null },
      'mine.json holds',
      'Complete up to 23 November 2026, 14:06: 3 choices, each signed and in its order.',
    ],
    [
      { fault: 'record_missing', faultAt: 2 },
      'mine.json does not hold',
      'Record 2: A record is missing here.',
    ],
    [{ fault: 'of_tomorrow' }, 'mine.json does not hold', 'It fails a check of a newer Bisik.'],
  ])('verifies a file and names what is wrong: %j', async (verdict, title, words) => {
    const { user, world } = await openDataSharing('sharing', (one) => {
      Object.assign(one.sharing.verdict, { ownServer: true, ownAccount: true, ...verdict });
    });
    const button = await screen.findByRole('button', { name: 'Verify a receipt…' });
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    if (!input) throw new Error('no field');
    // There before the result is, or nothing would be said of it.
    const [, spoken] = button.closest('section')?.querySelectorAll('[role="status"]') ?? [];
    const glided: unknown[] = [];
    Element.prototype.scrollIntoView = (how) => void glided.push(how);
    await user.upload(input, new File(['{"a":1}'], 'mine.json', { type: 'application/json' }));
    const told = await screen.findByText(title);
    screen.getByText(words);
    expect(told.closest('[role="status"]')).toBe(spoken);
    expect(glided).toEqual([{ block: 'nearest', behavior: 'smooth' }]);
    expect(world.sharing.asked).toEqual([{ call: 'verifyReceipt', input: { text: '{"a":1}' } }]);
  });

  it('holds the length of a file against the limit by its characters, and reads none that cannot be within it', async () => {
    const { user, asked } = await openDataSharing('sharing');
    await screen.findByRole('button', { name: 'Verify a receipt…' });
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    if (!input) throw new Error('no field');
    const read: string[] = [];
    const upload = (name: string, size: number, text: string) => {
      const reading = async () => {
        read.push(name);
        return text;
      };
      const file = new File(['{}'], name, { type: 'application/json' });
      return user.upload(
        input,
        Object.defineProperties(file, { size: { value: size }, text: { value: reading } }),
      );
    };
    await upload('wide.json', limits.maxFileLength + 2, 'é');
    await screen.findByText('wide.json does not hold');
    expect(asked()).toEqual([{ call: 'verifyReceipt', input: { text: 'é' } }]);
    await upload('long.json', limits.maxFileLength + 1, 'e'.repeat(limits.maxFileLength + 1));
    await screen.findByText('long.json does not hold');
    await upload('huge.json', 3 * limits.maxFileLength + 1, 'é');
    await screen.findByText('huge.json does not hold');
    screen.getByText('The file is not as it was written.');
    expect(read).toEqual(['wide.json', 'long.json']);
    expect(asked()).toHaveLength(1);
  });
});
