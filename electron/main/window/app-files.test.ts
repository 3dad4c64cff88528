import { describe, expect, it } from 'vitest';
import { appFile, appHeaders, contentSecurityPolicy } from './app-files.ts';

const folder = '/opt/bisik/renderer';

describe('appFile', () => {
  it('finds a file below the folder', () => {
    expect(appFile('app://bisik/assets/index-1.js', folder)).toBe(`${folder}/assets/index-1.js`);
    expect(appFile('app://bisik/index.html?x=1#y', folder)).toBe(`${folder}/index.html`);
  });

  it.each([
    'app://bisik/..%2fmain.js',
    'app://bisik/..%5cmain.js',
    'app://bisik/a/%252e%252e/main.js',
    'app://bisik/a//b.js',
    'app://bisik//etc/hosts.json',
    'app://bisik/.hidden.js',
    'app://bisik/a%00.js',
    'app://bisik/C:/x.js',
    'app://bisik/',
    'app://bisik/main.cjs',
    'app://bisik/source.ts',
    'app://bisik/index.js.map',
    'app://other/index.html',
    'app://user@bisik/index.html',
    'https://bisik/index.html',
    'file:///etc/passwd',
    'app://bisik/%E0%A4%A.js',
    'nonsense',
  ])('has nothing at %s', (address) => {
    expect(appFile(address, folder)).toBeUndefined();
  });

  it('never leaves the folder, however the dots are written', () => {
    const dots = ['..', '.', '%2e%2e', '%2E.', '..%2f', '%5c..', '....//'];
    for (const first of dots)
      for (const second of dots) {
        const file = appFile(`app://bisik/a/${first}/${second}/index.html`, folder);
        expect(file ?? folder).toMatch(/^\/opt\/bisik\/renderer/);
        expect(file ?? '').not.toContain('..');
      }
  });
});

describe('the policy', () => {
  it('names nothing unsafe, no other origin and no wildcard', () => {
    expect(contentSecurityPolicy).not.toMatch(/unsafe|http|\*/);
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).toContain("script-src 'self';");
    expect(contentSecurityPolicy).toContain("require-trusted-types-for 'script'");
  });

  it('goes with every file, and its type is not guessed', () => {
    const headers = appHeaders('/x/index.html');
    expect(headers['content-security-policy']).toBe(contentSecurityPolicy);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
  });
});
