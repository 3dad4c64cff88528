import { CodedError } from '../../../contract/errors/coded-error.ts';
import { type RandomBytes, randomBelow } from '../../platform/random.ts';

/** Names that would let a person pass for the service. */
const reserved = new Set([
  'admin',
  'administrator',
  'bisik',
  'help',
  'moderator',
  'official',
  'security',
  'server',
  'support',
  'system',
]);

/** So many tries with so many digits: short ones while they can be had. */
const attempts = [
  { digits: 2, tries: 8 },
  { digits: 3, tries: 4 },
  { digits: 4, tries: 4 },
  { digits: 6, tries: 4 },
] as const;

/** The name with random digits, which tell nothing of who came first. Throws `username_taken`. */
export const chooseUsername = async (
  name: string,
  random: RandomBytes,
  take: (username: string) => Promise<boolean>,
): Promise<string> => {
  if (reserved.has(name)) throw new CodedError('username_taken');
  for (const { digits, tries } of attempts) {
    for (let attempt = 0; attempt < tries; attempt++) {
      const username = `${name}.${String(randomBelow(random, 10 ** digits)).padStart(digits, '0')}`;
      if (await take(username)) return username;
    }
  }
  throw new CodedError('username_taken');
};
