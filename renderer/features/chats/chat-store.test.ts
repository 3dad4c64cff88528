import { expect, it } from 'vitest';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { createFakeHost } from '../../testing/fake/fake-host.ts';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { createChatStore } from './chat-store.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 10));

const start = () => {
  const fake = createFakeHost(createSampleWorld());
  const store = createChatStore(fake.host);
  const names = () => store.read().chats.map(({ peer }) => peer.name);
  return { ...fake, store, names };
};

it('a list that could not be read from a damaged database is there once that was repaired', async () => {
  const { store, host, emit, names } = start();
  const { list } = host.chats;
  Object.assign(host.chats, { list: () => Promise.reject(new CodedError('store_damaged')) });
  store.subscribe(() => undefined);
  await settled();
  expect(store.read().status).toBe('failed');
  Object.assign(host.chats, { list });
  emit('store.replaced', {});
  await settled();
  expect(store.read().status).toBe('ready');
  expect(names()).toContain('Mei Ling');
});

it('an answer of the damaged database that comes late does not replace that of the repaired one', async () => {
  const { store, host, emit } = start();
  const { list } = host.chats;
  let refuse: (reason: Error) => void = () => undefined;
  Object.assign(host.chats, {
    list: () =>
      new Promise((_, reject) => {
        refuse = reject;
      }),
  });
  store.subscribe(() => undefined);
  Object.assign(host.chats, { list });
  emit('store.replaced', {});
  refuse(new CodedError('store_damaged'));
  await settled();
  expect(store.read().status).toBe('ready');
});

it('chats that the repaired database does not have leave the list, and those that came meanwhile stay', async () => {
  const { store, world, emit, names } = start();
  store.subscribe(() => undefined);
  await settled();
  expect(names()).toContain('Mei Ling');
  const before = world.chats;
  world.chats = before.filter(({ peer }) => peer.name !== 'Mei Ling' && peer.name !== 'Kumar');
  emit('store.replaced', {});
  const kumar = before.filter(({ peer }) => peer.name === 'Kumar');
  emit('chats.changed', { chats: kumar, unreadTotal: 0 });
  await settled();
  expect(names()).not.toContain('Mei Ling');
  expect(names()).toContain('Kumar');
});
