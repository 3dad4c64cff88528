import { expect, it } from 'vitest';
import type { ContractContext } from './contract-context.ts';
import { addAccount, fakeDeviceKeys, hashOf } from './rows.ts';

export const formerTokenContract = ({ store, reopen, dump }: ContractContext): void => {
  const why = async (token: string) =>
    (await store().accounts.findFormerToken(hashOf(token)))?.reason ?? null;

  it('remembers that the number of a token was registered again, and nothing of whose it was', async () => {
    const first = await addAccount(store(), { token: 'first' });
    await addAccount(store(), { token: 'other' });
    expect(await why('first')).toBeNull();
    await addAccount(store(), { token: 'second', number: first.number });
    await reopen();
    expect(await why('first')).toBe('number_registered_again');
    expect([await why('second'), await why('other'), await why('never')]).toEqual([
      null,
      null,
      null,
    ]);
    const line = (await dump()).split('\n').find((row) => row.includes(hashHex('first')));
    expect(line).toBe(`${hashHex('first')}|number_registered_again|null|2000|null`);
  });

  it.each([
    ['the same', 100],
    ['other', 222],
  ])(
    'remembers a token that was replaced by the same device with %s sessions, until its account goes',
    async (_name, registrationId) => {
      const first = await addAccount(store(), { token: 'first' });
      const renew = (token: string, proof = first.device) =>
        addAccount(store(), {
          token,
          proof,
          number: first.number,
          identityKey: first.identityKey,
          device: fakeDeviceKeys({ registrationId }),
        });
      const second = await renew('second');
      expect([await why('first'), await why('second')]).toEqual(['device_removed', null]);
      const third = await renew('third', second.device);
      expect([await why('first'), await why('second')]).toEqual([
        'device_removed',
        'device_removed',
      ]);
      await addAccount(store(), { token: 'stranger', number: first.number });
      expect([await why('second'), await why('third')]).toEqual([
        'device_removed',
        'number_registered_again',
      ]);
      expect(third.device.accountRef).toBe(first.device.accountRef);
      const kept = (await dump()).split('\n').filter((row) => row.endsWith('|null|2000|null'));
      expect(kept).toHaveLength(3);
    },
  );

  it('remembers nothing of an account that its owner deleted', async () => {
    const first = await addAccount(store(), { token: 'first' });
    const { number, identityKey } = first;
    const stays = await addAccount(store(), { token: 'stays' });
    await addAccount(store(), {
      token: 'renewed',
      number: stays.number,
      identityKey: stays.identityKey,
      proof: stays.device,
    });
    await addAccount(store(), { token: 'second', number, identityKey, proof: first.device });
    await store().accounts.remove(first.device.accountRef);
    expect([await why('first'), await why('second')]).toEqual([null, null]);
    const left = await dump();
    expect(left).not.toContain(hashHex('first'));
    expect(left).not.toContain(hashHex('second'));
    expect(await why('stays')).toBe('device_removed');
  });

  it('forgets tokens after their time, no more at once than it is told to', async () => {
    const { number } = await addAccount(store(), { token: 'token 0' });
    for (const [index, formerTokensUntil] of [100, 100, 100, 900].entries())
      await addAccount(store(), { token: `token ${index + 1}`, number, formerTokensUntil });
    const expire = () => store().accounts.expireFormerTokens(500, 2);
    expect([await expire(), await expire(), await expire()]).toEqual([2, 1, 0]);
    expect([await why('token 2'), await why('token 3')]).toEqual([null, 'number_registered_again']);
  });
};

const hashHex = (token: string): string => Buffer.from(hashOf(token)).toString('hex');
