import type { KeyHistory } from '../key-world.ts';

type Operator = Pick<KeyHistory, 'asOperator' | 'enter'>;

/** An identity key that no app has, base64. */
export const evil = Buffer.alloc(33, 5).toString('base64');

let asides = 0;

/** Enters another key in the name of this account, for everybody to see. Gives what enters the right one again. */
export const enterOther = async (
  { asOperator, enter }: Operator,
  accountId: string,
  identityKey = evil,
): Promise<() => Promise<void>> => {
  const is = `id = '${accountId}'`;
  const aside = `aside${asides++}`;
  asOperator(`CREATE TABLE ${aside} AS SELECT identity_key FROM accounts WHERE ${is};
    UPDATE accounts SET identity_key = '${identityKey}' WHERE ${is}`);
  await enter(accountId);
  return async () => {
    asOperator(
      `UPDATE accounts SET identity_key = (SELECT identity_key FROM ${aside}) WHERE ${is}`,
    );
    await enter(accountId);
  };
};

/** Begins every entry anew: what was seen of it is not in it. */
export const writeAnew = async (
  { asOperator, enter }: Operator,
  accountId: string,
): Promise<void> => {
  asOperator(`DELETE FROM key_versions; DELETE FROM key_nodes;
    INSERT OR IGNORE INTO key_unrecorded SELECT ref FROM accounts`);
  await enter(accountId);
};
