import type { Connection } from '../connection.ts';
import type { UsageAnswer, UsageRepository } from '../types/usage.ts';

/** Openings by day, and the answers drawn about them. */
export const createUsage = (db: Connection): UsageRepository => {
  const opened = db.sql(
    'INSERT INTO usage_days (day, opens) VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET opens = opens + 1',
  );
  const days = db.sql<{ day: string; opens: number }>(
    'SELECT day, opens FROM usage_days ORDER BY day',
  );
  const forgetBefore = db.sql('DELETE FROM usage_days WHERE day < ?');
  const forgetDays = db.sql('DELETE FROM usage_days');
  const answers = db.sql<UsageAnswer>(
    `SELECT policy, bucket, answer, epsilon AS epsilonHundredths, drawn AS drawnHundredths
     FROM usage_answers WHERE policy = ? ORDER BY id`,
  );
  const drawnBefore = db.sql<{ answer: string }>(
    'SELECT answer FROM usage_answers WHERE bucket = ? AND drawn = ? ORDER BY id LIMIT 1',
  );
  const keepAnswer = db.sql(
    `INSERT INTO usage_answers (policy, bucket, answer, epsilon, drawn) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (policy, bucket) DO UPDATE SET epsilon = max(epsilon, excluded.epsilon)`,
  );
  const clear = ['usage_days', 'usage_answers'].map((table) => db.sql(`DELETE FROM ${table}`));
  return {
    opened: (day) => {
      opened.run([day]);
    },
    days: () => days.all(),
    forgetBefore: (day) => {
      forgetBefore.run([day]);
    },
    forgetDays: () => {
      forgetDays.run();
    },
    answers: (policy) => answers.all([policy]),
    drawnBefore: (bucket, drawnHundredths) => drawnBefore.get([bucket, drawnHundredths])?.answer,
    keepAnswer: ({ policy, bucket, answer, epsilonHundredths, drawnHundredths }) => {
      keepAnswer.run([policy, bucket, answer, epsilonHundredths, drawnHundredths]);
    },
    clear: () =>
      db.transaction(() => {
        for (const statement of clear) statement.run();
      }),
  };
};
