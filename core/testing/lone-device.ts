import { afterEach, beforeEach } from 'vitest';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { type Device, startDevice } from './linked.ts';
import { register } from './test-messenger.ts';

/** Of the test that runs. */
export let server: TestServer;
export let laptop: Device;

/** Begins each test of a file with a person who has one device, which others can be linked to. */
export const deviceForEachTest = (): void => {
  beforeEach(async () => {
    server = await startTestServer();
    laptop = await startDevice(server);
    await register(laptop.own(), server, { number: '+60123456701', name: 'Aisyah' });
  });
  afterEach(async () => {
    await laptop.close();
    await server.close();
  });
};
