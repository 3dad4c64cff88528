import { existsSync, readFileSync } from 'node:fs';
import { onStore } from './on-store.ts';
import { runPolicyCommand } from './policy-commands.ts';

const readFile = (path: string): string => {
  if (!existsSync(path)) throw new Error(`${path} is no file here, nor a version published.`);
  return readFileSync(path, 'utf8');
};

onStore((store, args, surroundings) =>
  runPolicyCommand(args, { store: store.policies, readFile, ...surroundings }),
);
