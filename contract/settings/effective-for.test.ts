import { describe, expect, it } from 'vitest';
import { effectiveFor } from './effective-for.ts';
import { effectiveAt } from './registers/effective.ts';
import { merge, type Register, written } from './registers/register.ts';
import { chatRegister, rulesOf } from './registers/rules.ts';

const key = 'privacy.sendTyping';
const clocks = { localNow: 1_000, serverNow: 1_000 };
const write = (value: unknown, replica = '00000000000000aa', end: Register[number]['end'] = null) =>
  written([], { replica, device: 'Laptop', value, end, now: 1_000 });
const of = (name: string, register: Register) => {
  const rules = rulesOf(name);
  if (!rules) throw new Error(`no rules for ${name}`);
  return effectiveAt(rules, register, clocks);
};
const chatKey = chatRegister('00000000-0000-4000-8000-000000000001', key);
const account = (register: Register) => of(key, register);
const chat = (register: Register) => of(chatKey, register);

describe('a row is as it is because of', () => {
  it.each([
    ['its default', { account: account([]) }, true, 'default'],
    ['the account', { account: account(write(false)) }, false, 'account'],
    [
      'an end that is to come',
      { account: account(write(false, undefined, { at: 9_000, back: true })) },
      false,
      'temporary',
    ],
    [
      'two devices that disagree',
      { account: account(merge(write(true), write(false, '00000000000000bb'))) },
      false,
      'conflict',
    ],
    ['this device', { account: account([]), here: false }, false, 'device_override'],
    [
      'the account, where this device is no stricter',
      { account: account([]), here: true },
      true,
      'default',
    ],
    ['this chat', { account: account([]), chat: chat(write(false)) }, false, 'chat_override'],
    [
      'this chat, against the account',
      { account: account(write(false)), chat: chat(write(true)) },
      true,
      'chat_override',
    ],
    [
      'the account, where this chat took its own back',
      { account: account(write(false)), chat: chat(write(null)) },
      false,
      'account',
    ],
    [
      'this device, also in a chat that would be looser',
      { account: account([]), chat: chat(write(true)), here: false },
      false,
      'device_override',
    ],
  ] as const)('%s', (_, from, value, because) => {
    expect(effectiveFor(key, from)).toEqual({ value, because });
  });
});
