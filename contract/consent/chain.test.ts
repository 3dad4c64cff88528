import { expect, it } from 'vitest';
import { newYear } from '../policy/testing/policies.ts';
import { createChain } from './chain.ts';
import { createAccount } from './testing/account.ts';
import { says } from './testing/said.ts';

it('checks where a record stands without going through all before it', () => {
  const device = createAccount().device(1);
  const chain = createChain();
  let reads = 0;
  const count = 3_000;
  for (let at = 0; at < count; at++) {
    const { hash, record } = device.say(says('given', newYear + at));
    if (record === null) throw new Error('unreadable');
    const counted = new Proxy(record, {
      get: (target, key) => {
        reads++;
        return Reflect.get(target, key);
      },
    });
    expect(chain({ hash, record: counted }, false)).toBeNull();
  }
  expect(reads / count).toBeLessThan(20);
});
