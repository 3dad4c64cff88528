import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Gauges {
  readonly connections: () => number;
  readonly transfers: () => number;
  readonly transferBytes: () => number;
}

/** What operators see. No label names a person, number or address. */
export const createMetrics = (gauges: Gauges) => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'bisik_connections',
    help: 'Devices connected now',
    registers,
    collect() {
      this.set(gauges.connections());
    },
  });
  new Gauge({
    name: 'bisik_transfers',
    help: 'Transfers between devices that are open',
    registers,
    collect() {
      this.set(gauges.transfers());
    },
  });
  new Gauge({
    name: 'bisik_transfer_bytes',
    help: 'Disk that chunks of transfers take up',
    registers,
    collect() {
      this.set(gauges.transferBytes());
    },
  });
  return {
    registry,
    requests: new Counter({
      name: 'bisik_http_requests_total',
      help: 'HTTP requests by endpoint and status',
      labelNames: ['endpoint', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'bisik_http_request_seconds',
      help: 'Time to answer',
      labelNames: ['endpoint'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
    sends: new Counter({ name: 'bisik_sends_total', help: 'Messages committed', registers }),
    refusals: new Counter({
      name: 'bisik_socket_refusals_total',
      help: 'Error frames, refused upgrades and closes by code',
      labelNames: ['code'],
      registers,
    }),
    chunkBytes: new Counter({
      name: 'bisik_chunk_bytes_total',
      help: 'Bytes of chunks that came in or went out',
      labelNames: ['direction'],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'bisik_commit_seconds',
      help: 'Time of one group commit',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.2, 1],
      registers,
    }),
    commitSends: new Histogram({
      name: 'bisik_commit_sends',
      help: 'Messages in one group commit',
      buckets: [1, 2, 5, 10, 50, 200, 1000],
      registers,
    }),
    failures: new Counter({ name: 'bisik_failures_total', help: 'Unexpected errors', registers }),
    expired: new Counter({
      name: 'bisik_expired_envelopes_total',
      help: 'Envelopes removed after their lifetime',
      registers,
    }),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;
