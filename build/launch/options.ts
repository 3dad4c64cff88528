import { parseArgs } from 'node:util';

export interface LaunchOptions {
  readonly profile: string;
  readonly smoke: boolean;
}

/** Parses the launcher's arguments; throws a TypeError with a sentence when they are wrong. */
export function parseLaunchOptions(args: readonly string[]): LaunchOptions {
  const { values } = parseArgs({
    // `npm start -- --profile x -- --smoke` reaches us with the inner `--` still there.
    args: args.filter((arg) => arg !== '--'),
    options: {
      profile: { type: 'string', default: 'you' },
      smoke: { type: 'boolean', default: false },
    },
  });
  if (!/^[a-z0-9][a-z0-9_-]{0,31}$/i.test(values.profile)) {
    throw new TypeError('A profile is named with letters, digits, - and _ (32 at most)');
  }
  return { profile: values.profile, smoke: values.smoke };
}
