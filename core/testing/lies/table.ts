import { liesInAnswers } from './answers.ts';
import { liesInFiles } from './files.ts';
import { liesOfHistories } from './histories.ts';
import type { Lie } from './stage.ts';

/** Every lie that a server is caught at. */
export const lies: readonly Lie[] = [...liesInAnswers, ...liesInFiles, ...liesOfHistories];

const days = 'within four days of the last check that agreed';
const words = {
  contact: 'whoever writes to them',
  owner: 'whose account it is',
  before: {
    seconds: 'within 30 seconds of the first message',
    minutes: 'within five minutes of the first message',
    days,
  },
  later: {
    seconds: 'within 30 seconds of the next look, a day at most',
    minutes: 'within five minutes of the next look, a day at most',
    days,
  },
  check_failed: 'check failed',
  check_unavailable: 'check unavailable',
} as const;

/** As the threat model has it. */
export const rowOf = ({ name, does, seenBy, told, soon, state }: Lie): string =>
  `| ${name} | ${does} | ${words[seenBy]} | ${words[told][soon]} | *${words[state]}* |`;
