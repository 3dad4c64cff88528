import { describe, expect, it } from 'vitest';
import { isOwnPage, toDevServerPage, toExternalLink } from './links.ts';

describe('toExternalLink', () => {
  it.each([
    ['https://example.org/a?b#c', 'https://example.org/a?b#c'],
    ['http://example.org', 'http://example.org/'],
    ['mailto:a@example.org', 'mailto:a@example.org'],
    ['mailto:a@example.org?attach=/etc/passwd#x', 'mailto:a@example.org'],
    ['HTTPS://EXAMPLE.org/', 'https://example.org/'],
  ])('opens %s', (text, link) => expect(toExternalLink(text)).toBe(link));

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'smb://host/share',
    'bisik://x',
    'app://bisik/index.html',
    'ms-msdt:/id',
    'https://bank.example@evil.example/',
    'mailto:',
    'example.org',
    '',
    `https://example.org/${'a'.repeat(4096)}`,
  ])('does not open %s', (text) => expect(toExternalLink(text)).toBeUndefined());
});

describe('isOwnPage', () => {
  it('is the page itself only', () => {
    const page = 'app://bisik/index.html';
    expect(isOwnPage('app://bisik/index.html#x', page)).toBe(true);
    expect(isOwnPage('app://bisik/other.html', page)).toBe(false);
    expect(isOwnPage('https://bisik/index.html', page)).toBe(false);
    expect(isOwnPage('', page)).toBe(false);
  });
});

describe('toDevServerPage', () => {
  it('takes this computer only', () => {
    expect(toDevServerPage('http://localhost:5173/')).toBe('http://localhost:5173/');
    expect(toDevServerPage('http://127.0.0.1:5173')).toBe('http://127.0.0.1:5173/');
    expect(toDevServerPage('https://example.org/')).toBeUndefined();
    expect(toDevServerPage('http://localhost.example.org/')).toBeUndefined();
    expect(toDevServerPage(undefined)).toBeUndefined();
  });
});
