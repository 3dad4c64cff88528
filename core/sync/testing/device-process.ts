import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Answer, Asked, DevicePlan } from './device-words.ts';

/** A device whose process can be killed and started again over the same database. */
export interface DeviceProcess {
  readonly isRunning: () => boolean;
  readonly start: () => Promise<void>;
  /** As `kill -9`, in the middle of whatever it does. */
  readonly kill: () => Promise<void>;
  /** Rejects when it was killed before it answered. */
  readonly ask: (asked: Asked) => Promise<Answer>;
}

/** `program`: of `makeProgram`. */
export const createDeviceProcess = (program: string, plan: DevicePlan): DeviceProcess => {
  let child: ChildProcess | null = null;
  let waiting = new Map<number, { resolve: (answer: Answer) => void; reject: () => void }>();
  let lastId = 0;

  const answered = (id: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject: () => reject(new Error('killed')) });
    });
  const ended = (): void => {
    const left = waiting;
    waiting = new Map();
    child = null;
    for (const { reject } of left.values()) reject();
  };

  return {
    isRunning: () => child !== null,
    start: async () => {
      const started = spawn(process.execPath, [program, JSON.stringify(plan)], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      child = started;
      started.on('message', (answer: Answer) => {
        waiting.get(answer.id)?.resolve(answer);
        waiting.delete(answer.id);
      });
      started.on('close', () => {
        if (child === started) ended();
      });
      await answered(0);
    },
    kill: async () => {
      if (!child) return;
      const dying = child;
      const closed = once(dying, 'close');
      dying.kill('SIGKILL');
      await closed;
    },
    ask: (asked) => {
      const id = ++lastId;
      const answer = answered(id);
      if (!child) waiting.get(id)?.reject();
      // One that was killed a moment ago stands here until its pipes are closed.
      else
        child.send({ ...asked, id }, (error) => {
          if (error) waiting.get(id)?.reject();
        });
      return answer;
    },
  };
};
