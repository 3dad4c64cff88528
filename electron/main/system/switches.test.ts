import { describe, expect, it } from 'vitest';
import { chromiumSwitches, disabledFeatures, mayRequest } from './switches.ts';

describe('what leaves the window', () => {
  it('is nothing but its own files', () => {
    for (const url of ['app://bisik/index.html', 'blob:app://bisik/1', 'data:image/png,x'])
      expect(mayRequest(url, undefined)).toBe(true);
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1:7480/',
      'ws://localhost/',
      'wss://example.org/',
      'file:///etc/passwd',
      'ftp://example.org/',
      'chrome-extension://x/',
      'nonsense',
    ])
      expect(mayRequest(url, undefined)).toBe(false);
  });

  it('reaches the dev server, and only that, in development', () => {
    const dev = 'http://localhost:5173/';
    expect(mayRequest('http://localhost:5173/app/main.tsx', dev)).toBe(true);
    expect(mayRequest('ws://localhost:5173/', dev)).toBe(true);
    expect(mayRequest('http://localhost:5174/', dev)).toBe(false);
    expect(mayRequest('https://example.org/', dev)).toBe(false);
  });

  it('resolves no name outside development', () => {
    const rule = (devServer: boolean) =>
      chromiumSwitches({ devServer }).find(([name]) => name === 'host-resolver-rules')?.[1];
    expect(rule(false)).toBe('MAP * ~NOTFOUND');
    expect(rule(true)).toContain('EXCLUDE localhost');
  });

  it('keeps the features that the command line turned off', () => {
    expect(disabledFeatures('Mine,SafeBrowsing').split(',')).toEqual(
      expect.arrayContaining(['Mine', 'SafeBrowsing', 'NetworkTimeServiceQuerying']),
    );
    expect(disabledFeatures('')).not.toMatch(/^,|,,/);
  });
});
