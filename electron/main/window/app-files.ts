import { extname, join, sep } from 'node:path';

export const appOrigin = 'app://bisik';
export const appPage = `${appOrigin}/index.html`;

// The one style sheet that React Aria injects; its hash changes with that package and is pinned by a test.
const reactAriaStyleHash = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${reactAriaStyleHash}`,
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
};

/**
 * The file below `folder` that an address of the app stands for. `undefined` for another origin, a path that leaves the
 * folder or hides something in its spelling, and a kind of file that the app does not have.
 */
export const appFile = (address: string, folder: string): string | undefined => {
  let url: URL;
  let path: string;
  try {
    url = new URL(address);
    path = decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'app:' || url.host !== 'bisik' || url.username || url.password)
    return undefined;
  if (/[\0\\:%]/.test(path)) return undefined;
  const parts = path.slice(1).split('/');
  if (parts.some((part) => part === '' || part.startsWith('.'))) return undefined;
  if (!Object.hasOwn(types, extname(path))) return undefined;
  const file = join(folder, ...parts);
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? file : undefined;
};

/** The headers that go with a file of the app. */
export const appHeaders = (file: string): Record<string, string> => ({
  'content-type': types[extname(file)] ?? 'application/octet-stream',
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=(), usb=(), hid=(), serial=()',
  'cache-control': 'no-cache',
});
