import { readdir, readFile, readlink } from 'node:fs/promises';

const pidsNow = async (): Promise<number[]> =>
  (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);

/** The processes of a group: an app's are those of its `pid`. Linux only, as the rest of this file. */
export const processesOf = async (group: number): Promise<number[]> => {
  const inGroup = async (pid: number): Promise<boolean> => {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The name in brackets may hold anything; state, parent and group follow it.
    return Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[2]) === group;
  };
  const pids = await pidsNow();
  const mine = await Promise.all(pids.map(inGroup));
  return pids.filter((_, index) => mine[index]);
};

/** The processes that have a file below `folder` open. */
export const holdersOf = async (folder: string): Promise<number[]> => {
  const holds = async (pid: number): Promise<boolean> => {
    const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(
      open.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')),
    );
    return links.some((link) => link.startsWith(`${folder}/`));
  };
  const pids = await pidsNow();
  const holding = await Promise.all(pids.map(holds));
  return pids.filter((_, index) => holding[index]);
};
