import { expect, it } from 'vitest';
import type { ContractContext } from './contract-context.ts';
import { hashOf } from './rows.ts';

const registration = {
  id: '11111111-1111-4111-8111-111111111111',
  number: '+60123450001',
  codeHash: hashOf('1'),
  tries: 5,
  expiresAt: 500,
};

export const registrationContract = ({ store, reopen }: ContractContext): void => {
  it('gives so many tries, and no more when they come at once', async () => {
    await store().registrations.add(registration);
    const tries = await Promise.all(
      Array.from({ length: 12 }, () => store().registrations.takeTry(registration.id)),
    );
    expect(tries.filter(({ kind }) => kind === 'try')).toHaveLength(5);
    expect(tries.filter(({ kind }) => kind === 'used_up')).toHaveLength(7);
  });

  it('keeps tries over a restart', async () => {
    await store().registrations.add({ ...registration, tries: 1 });
    expect(await store().registrations.takeTry(registration.id)).toEqual({
      kind: 'try',
      codeHash: expect.anything(),
      expiresAt: 500,
      number: registration.number,
    });
    const again = await reopen();
    expect(await again.registrations.takeTry(registration.id)).toEqual({ kind: 'used_up' });
  });

  it('knows nothing of an id never given, of a removed one and of a proved one', async () => {
    expect(await store().registrations.takeTry(registration.id)).toEqual({ kind: 'unknown' });
    await store().registrations.add(registration);
    await store().registrations.remove(registration.id);
    expect(await store().registrations.takeTry(registration.id)).toEqual({ kind: 'unknown' });
    await store().registrations.add(registration);
    await store().registrations.prove(registration.id, hashOf('t'), 900);
    expect(await store().registrations.takeTry(registration.id)).toEqual({ kind: 'unknown' });
  });

  it('expires no more than it is told to at once', async () => {
    for (let index = 0; index < 5; index++) {
      await store().registrations.add({
        ...registration,
        id: `r${index}`,
        expiresAt: index < 4 ? 100 : 900,
      });
    }
    expect(await store().registrations.expire(500, 3)).toBe(3);
    expect(await store().registrations.expire(500, 3)).toBe(1);
    expect(await store().registrations.expire(500, 3)).toBe(0);
  });
};
