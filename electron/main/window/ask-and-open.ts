import type { Texts } from '../system/texts.ts';

export interface LinkQuestion {
  readonly type: 'question' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly detail: string;
  readonly buttons: string[];
  readonly defaultId: number;
  readonly cancelId: number;
  readonly noLink: true;
}

export interface LinkSurroundings {
  /** Asks in a system dialog; gives the number of the button. */
  readonly ask: (question: LinkQuestion) => Promise<number>;
  /** Gives false, or rejects, when nothing took the link. */
  readonly open: (link: string) => Promise<boolean>;
  readonly copy: (text: string) => void;
}

/** Asks, with *Cancel* as the answer of a hasty Enter; opens the link on yes, and says so when nothing opened it. */
export const askAndOpen = async (
  { ask, open, copy }: LinkSurroundings,
  texts: Texts,
  link: string,
): Promise<boolean> => {
  const mail = link.startsWith('mailto:');
  const common = { title: texts.linkTitle, detail: link, cancelId: 1, noLink: true as const };
  const answer = await ask({
    ...common,
    type: 'question',
    message: mail ? texts.mailQuestion : texts.linkQuestion,
    buttons: [texts.linkOpen, texts.cancel],
    defaultId: 1,
  });
  if (answer !== 0) return false;
  if (await open(link).catch(() => false)) return true;
  const next = await ask({
    ...common,
    type: 'warning',
    message: mail ? texts.mailFailed : texts.linkFailed,
    buttons: [texts.copyAddress, texts.close],
    defaultId: 0,
  });
  if (next === 0) copy(link);
  return false;
};
