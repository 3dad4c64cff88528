import { expect, it } from 'vitest';
import { runPool, type Step } from './pool.ts';

const script = (name: string, text: string): Step => ({
  name,
  command: process.execPath,
  args: ['-e', text],
});

it('runs every step although one fails, and keeps what each printed', async () => {
  const results = await runPool(
    [
      script('breaks', "console.error('why'); process.exit(3)"),
      script('works', "console.log('fine')"),
      { name: 'is not there', command: '/no/such/program', args: [] },
    ],
    { cwd: process.cwd(), width: 2 },
  );
  expect(results.map(({ step, ok }) => [step.name, ok])).toEqual([
    ['breaks', false],
    ['works', true],
    ['is not there', false],
  ]);
  expect(results[0]?.output).toContain('why');
  expect(results[2]?.output).toContain('could not start');
});

it('never runs more at a time than told', async () => {
  const done: string[] = [];
  const wait = 'setTimeout(() => {}, 150)';
  const steps = ['a', 'b', 'c', 'd'].map((name) => script(name, wait));
  let mostAtOnce = 0;
  const started = new Set<string>();
  const watched = steps.map((step) => ({
    ...step,
    get command() {
      started.add(step.name);
      mostAtOnce = Math.max(mostAtOnce, started.size - done.length);
      return step.command;
    },
  }));
  await runPool(watched, {
    cwd: process.cwd(),
    width: 2,
    onDone: ({ step }) => done.push(step.name),
  });
  expect(done).toHaveLength(4);
  expect(mostAtOnce).toBe(2);
});
