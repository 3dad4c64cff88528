import { describe, expect, it } from 'vitest';
import { textsFor } from '../system/texts.ts';
import { askAndOpen, type LinkQuestion } from './ask-and-open.ts';

const link = 'https://example.org/path?q=1';

const press = async (answers: number[], open: () => Promise<boolean>, language: 'en' | 'ms') => {
  const asked: LinkQuestion[] = [];
  const opened: string[] = [];
  const copied: string[] = [];
  const result = await askAndOpen(
    {
      ask: async (question) => {
        asked.push(question);
        return answers[asked.length - 1] ?? question.cancelId;
      },
      open: (one) => {
        opened.push(one);
        return open();
      },
      copy: (text) => void copied.push(text),
    },
    textsFor(language, 'en'),
    link,
  );
  return { result, asked, opened, copied };
};
const works = async () => true;

describe('a link that was pressed', () => {
  it('is named in full, and opened on yes only', async () => {
    const no = await press([], works, 'en');
    expect(no).toMatchObject({ result: false, opened: [], copied: [] });
    expect(no.asked).toMatchObject([{ detail: link, defaultId: 1, cancelId: 1 }]);
    const yes = await press([0], works, 'en');
    expect(yes).toMatchObject({ result: true, opened: [link], copied: [] });
    expect(yes.asked).toHaveLength(1);
  });

  it.each([
    ['says no', async () => false],
    ['fails', () => Promise.reject(new Error('no'))],
  ])('is told of when the system %s, with its address to copy', async (_how, open) => {
    const told = await press([0, 0], open, 'ms');
    expect(told).toMatchObject({ result: false, opened: [link], copied: [link] });
    expect(told.asked[1]).toMatchObject({ detail: link, buttons: ['Salin alamat', 'Tutup'] });
    expect((await press([0, 1], open, 'en')).copied).toEqual([]);
  });
});
