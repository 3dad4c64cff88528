import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contrast, type Oklch } from '../../testing/oklch.ts';
import { controlPairs, textPairs } from './contrast-pairs.ts';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const highContrastAt = css.indexOf(":root[data-contrast='more']");
const sizesAt = css.indexOf('/* Sizes');

const blockAfter = (selector: string, from: number): string => {
  const start = css.indexOf(`${selector} {`, from);
  return css.slice(start, css.indexOf('}', start));
};

const parse = (block: string): Record<string, Oklch> =>
  Object.fromEntries(
    [...block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map(
      ([, name = '', l, c, h]) => [name, [Number(l), Number(c), Number(h)] as const],
    ),
  );

const numberOf = (block: string, name: string) =>
  Number(new RegExp(`--${name}: ([\\d.]+);`).exec(block)?.[1]);

const plain = {
  light: blockAfter("[data-theme='light']", 0),
  dark: blockAfter("[data-theme='dark']", 0),
};
const themes = {
  light: parse(plain.light),
  dark: parse(plain.dark),
  'light, more contrast': {
    ...parse(plain.light),
    ...parse(blockAfter(":root[data-contrast='more']", highContrastAt)),
  },
  'dark, more contrast': {
    ...parse(plain.dark),
    ...parse(blockAfter(":root[data-contrast='more'][data-theme='dark']", highContrastAt)),
  },
};

const colour = (tokens: Record<string, Oklch>, name: string): Oklch => {
  const value = tokens[name];
  if (!value) throw new Error(`no token --${name}`);
  return value;
};

describe.each(Object.entries(themes))('%s', (_theme, tokens) => {
  it.each(textPairs)('text %s on %s reaches 4.5:1', (ink, ground) => {
    expect(contrast(colour(tokens, ink), colour(tokens, ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(controlPairs)('control %s on %s reaches 3:1', (edge, ground) => {
    expect(contrast(colour(tokens, edge), colour(tokens, ground))).toBeGreaterThanOrEqual(3);
  });
});

describe('avatars', () => {
  it.each(['light', 'dark'] as const)('initials reach 4.5:1 on all eight hues, %s', (theme) => {
    const block = plain[theme];
    for (let hue = 20; hue < 380; hue += 45) {
      const ground = [numberOf(block, 'avatar-ground-l'), numberOf(block, 'avatar-ground-c'), hue];
      const ink = [numberOf(block, 'avatar-ink-l'), numberOf(block, 'avatar-ink-c'), hue];
      expect(contrast(ground as never, ink as never)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

it('both themes declare the same tokens and their own colour scheme', () => {
  expect(Object.keys(themes.dark)).toEqual(Object.keys(themes.light));
  expect(plain.light).toContain('color-scheme: light');
  expect(plain.dark).toContain('color-scheme: dark');
  expect(sizesAt).toBeGreaterThan(highContrastAt);
});

it('measures as WCAG does', () => {
  expect(contrast([1, 0, 0], [0, 0, 0])).toBeCloseTo(21, 1);
  expect(contrast([0.6, 0.014, 285], [1, 0, 0])).toBeCloseTo(3.95, 1);
});
