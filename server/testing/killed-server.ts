import { buildServer } from '../app.ts';
import type { GatewayStep } from '../modules/affiliate/gateway.ts';
import { createLog } from '../platform/log.ts';

// A whole server in a process of its own that kills itself, as `kill -9` does, at the step of the gateway that it is told. What serves
// people (`server/main.ts`) has no such door.

export interface KilledServerPlan {
  readonly dataDir: string;
  readonly affiliateUrl: string;
}

let armed: GatewayStep | null = null;

const start = async ({ dataDir, affiliateUrl }: KilledServerPlan): Promise<void> => {
  const server = await buildServer({
    host: '127.0.0.1',
    port: 0,
    operator: 'Test server',
    version: '0.0.0',
    dataDir,
    fetch,
    sender: { send: async () => undefined },
    log: createLog('silent'),
    affiliate: { url: affiliateUrl, name: 'Sanubari' },
    onGatewayStep: (step) => {
      if (step === armed) process.kill(process.pid, 'SIGKILL');
    },
  });
  const { url } = await server.listen();
  process.on('message', (message: { readonly die: GatewayStep } | 'settle') => {
    if (message !== 'settle') {
      armed = message.die;
      process.send?.({ armed });
    } else void server.gateway?.settled().then(() => process.send?.({ settled: true }));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url });
};

void start(JSON.parse(process.argv[2] ?? '{}') as KilledServerPlan);
