import { afterEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './testing/start-test-server.ts';
import { call, register, testNumber } from './testing/test-client.ts';
import { openSocket, sendTo } from './testing/test-socket.ts';

let server: TestServer;
afterEach(() => server.close());

it('takes two people from their numbers to a message', async () => {
  server = await startTestServer();
  const aisyah = await register(server, testNumber(1));
  const badrul = await register(server, testNumber(2));
  const found = await call(
    server.url,
    'lookupNumber',
    { number: badrul.number },
    aisyah.authorization,
  );
  expect(found.accountId).toBe(badrul.accountId);
  const bundle = await call(
    server.url,
    'takeKeys',
    { accountId: found.accountId },
    aisyah.authorization,
  );
  expect(bundle.devices).toHaveLength(1);

  const from = await openSocket(server.url, aisyah.authorization);
  const to = await openSocket(server.url, badrul.authorization);
  await to.next('caughtUp');
  const frame = sendTo(badrul, 'hello');
  from.send(frame);
  const sent = await from.next('sent');
  expect(sent.requestId).toBe(frame.requestId);
  const { deliveries } = await to.next('deliver');
  expect(deliveries).toHaveLength(1);
  expect(new TextDecoder().decode(deliveries[0]?.content)).toBe('hello');
  expect(deliveries[0]?.senderId).toBe(aisyah.accountId);
  expect(deliveries[0]?.acceptedAt).toBe(sent.acceptedAt);
  await from.close();
  await to.close();
});
