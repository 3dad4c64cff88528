/**
 * The address to open outside, spelt out in full, or `undefined` for one that Bisik does not open: only http, https and
 * mailto, without a user name or password, which serve to disguise a host.
 */
export const toExternalLink = (text: string): string | undefined => {
  if (text.length > 4096) return undefined;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  // Without what may follow an address: some mail programs take files from there.
  if (url.protocol === 'mailto:') return url.pathname === '' ? undefined : `mailto:${url.pathname}`;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  return url.username || url.password || url.hostname === '' ? undefined : url.href;
};

/** Whether the window may go there: only to its own page, as a reload does. */
export const isOwnPage = (text: string, page: string): boolean => {
  try {
    const url = new URL(text);
    const own = new URL(page);
    return url.protocol === own.protocol && url.host === own.host && url.pathname === own.pathname;
  } catch {
    return false;
  }
};

/** The dev server's page, when it is on this computer; anything else is not taken. */
export const toDevServerPage = (text: string | undefined): string | undefined => {
  if (!text) return undefined;
  try {
    const url = new URL(text);
    const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    return url.protocol === 'http:' && local ? url.href : undefined;
  } catch {
    return undefined;
  }
};
