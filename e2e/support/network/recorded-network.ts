import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outwardDevice as out, sinkAddress } from './recorder.ts';

const run = (file: string, ...args: string[]) => {
  const result = spawnSync(file, args, { encoding: 'utf8' });
  if (result.status !== 0)
    throw new Error(`${file} ${args.join(' ')}: ${result.stderr ?? result.error?.message}`);
};

const macOf = '02:00:00:00:00:01';

/**
 * Inside a network and mount namespace of its own: loopback up, and a default route and DNS that lead to a device
 * whose other end nobody answers. The neighbour is known beforehand, so every packet goes out where it is recorded.
 */
export const prepareRecordedNetwork = (folder: string): void => {
  run('ip', 'link', 'set', 'lo', 'up');
  run('ip', 'link', 'add', out, 'type', 'veth', 'peer', 'name', 'sink0');
  run('ip', 'addr', 'add', '10.77.0.2/24', 'dev', out);
  run('ip', 'link', 'set', 'sink0', 'up');
  run('ip', 'link', 'set', out, 'up');
  run('ip', 'neigh', 'replace', sinkAddress, 'lladdr', macOf, 'dev', out);
  run('ip', 'route', 'add', 'default', 'via', sinkAddress);
  addIpv6();
  const resolver = join(folder, 'resolv.conf');
  writeFileSync(resolver, `nameserver ${sinkAddress}\noptions timeout:1 attempts:1\n`);
  if (existsSync('/etc/resolv.conf')) run('mount', '--bind', resolver, '/etc/resolv.conf');
};

/** IPv6 leads to the same device, where the system has it. */
const addIpv6 = () => {
  if (!existsSync('/proc/sys/net/ipv6')) return;
  run('ip', '-6', 'addr', 'add', 'fd77::2/64', 'dev', out, 'nodad');
  run('ip', '-6', 'neigh', 'replace', 'fd77::1', 'lladdr', macOf, 'dev', out);
  run('ip', '-6', 'route', 'add', 'default', 'via', 'fd77::1');
};
