import { readdir, readFile } from 'node:fs/promises';

/** Processor seconds that a process, all its threads, has used. Linux only: proc(5), stat fields 14 and 15, in ticks of 10 ms. */
export const cpuSeconds = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

/** Proportional set size of a process in bytes: shared pages counted once over all who share them. */
export const pssBytes = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
};

/** A process and everything that it started, itself first. */
export const familyOf = async (pid: number): Promise<number[]> => {
  const parents = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
    if (text !== '') parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const family = [pid];
  for (let at = 0; at < family.length; at++) family.push(...(parents.get(family[at] ?? 0) ?? []));
  return family;
};
