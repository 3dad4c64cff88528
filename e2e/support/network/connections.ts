import { readdir, readFile, readlink } from 'node:fs/promises';

/** An end of a TCP connection, as the system lists it. */
interface Row {
  readonly localPort: number;
  readonly remote: { readonly address: string; readonly port: number };
  readonly isListening: boolean;
  readonly inode: string;
}

const listening = '0A';

const readRows = async (): Promise<Row[]> => {
  const files = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  return files.flatMap((text) =>
    text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [, local = '', remote = '', state = '', , , , , , inode = ''] = line
          .trim()
          .split(/\s+/);
        const [address = '', port = ''] = remote.split(':');
        return {
          localPort: Number.parseInt(local.split(':')[1] ?? '', 16),
          remote: { address, port: Number.parseInt(port, 16) },
          isListening: state === listening,
          inode,
        };
      }),
  );
};

const inodesOf = async (pid: number): Promise<ReadonlySet<string>> => {
  const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(
    open.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')),
  );
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
};

/** The process at the other end of a connection on this computer: it goes out from `clientPort` to `serverPort`. Linux only. */
export const callerOf = async (
  clientPort: number,
  serverPort: number,
): Promise<number | undefined> => {
  const row = (await readRows()).find(
    ({ localPort, remote }) => localPort === clientPort && remote.port === serverPort,
  );
  if (!row) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids) if ((await inodesOf(pid)).has(row.inode)) return pid;
  return undefined;
};

/** The ports that these processes called and are connected to, wherever; whoever called them is left out. Linux only. */
export const calledBy = async (pids: readonly number[]): Promise<readonly number[]> => {
  const rows = await readRows();
  const inodes = await Promise.all(pids.map(inodesOf));
  const own = rows.filter(({ inode }) => inodes.some((some) => some.has(inode)));
  const served = new Set(own.flatMap((row) => (row.isListening ? [row.localPort] : [])));
  const called = own.filter((row) => !row.isListening && !served.has(row.localPort));
  return [...new Set(called.map(({ remote }) => remote.port))];
};
