import { liesInAnswers } from './answers.ts';
import { liesInFiles } from './files.ts';
import { liesOfHistories } from './histories.ts';
import { liesOfLabels } from './labels.ts';
import type { Lie } from './stage.ts';

/** Every lie that a server is caught at. */
export const lies: readonly Lie[] = [
  ...liesInAnswers,
  ...liesInFiles,
  ...liesOfHistories,
  ...liesOfLabels,
];

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
  refused: 'the server and its public log do not agree on who that is',
  own_label: 'the server lists your number or username wrongly',
  label_key: 'the server finds people under another key than before',
} as const;

/** As the threat model has it. */
export const rowOf = ({ name, does, seenBy, told, soon, state }: Lie): string => {
  const isRefused = state === 'refused';
  const who = isRefused ? 'whoever looks for them' : words[seenBy];
  const when = isRefused ? 'at once' : words[told][soon];
  return `| ${name} | ${does} | ${who} | ${when} | *${words[state]}* |`;
};
