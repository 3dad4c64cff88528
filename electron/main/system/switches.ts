/** A Chromium switch with its value, if it takes one. */
export type Switch = readonly [name: string, value?: string];

const features = [
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  'InterestFeedContentSuggestions',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'SafeBrowsing',
  'Translate',
];

/**
 * What makes Chromium silent: the window loads from the app's own files, the engine has sockets of its own, so that
 * whatever Chromium would still send has no business leaving. The resolver rule is the net under all others: no name
 * and no address resolves for it. With a dev server this computer stays reachable.
 */
export const chromiumSwitches = (options: { devServer: boolean }): readonly Switch[] => [
  ['disable-background-networking'],
  ['disable-breakpad'],
  ['disable-client-side-phishing-detection'],
  ['disable-component-update'],
  ['disable-default-apps'],
  ['disable-domain-reliability'],
  ['disable-field-trial-config'],
  ['disable-speech-api'],
  ['disable-sync'],
  ['dns-prefetch-disable'],
  ['metrics-recording-only'],
  ['no-default-browser-check'],
  ['no-first-run'],
  ['no-pings'],
  ['no-proxy-server'],
  ['safebrowsing-disable-auto-update'],
  [
    'host-resolver-rules',
    options.devServer
      ? 'MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]'
      : 'MAP * ~NOTFOUND',
  ],
];

/** Features to turn off, together with those that the command line already names. */
export const disabledFeatures = (already: string): string =>
  [...new Set([...already.split(',').filter((name) => name !== ''), ...features])].join(',');

/** Whether a request of the window may go out. */
export const mayRequest = (address: string, devServerPage: string | undefined): boolean => {
  try {
    const url = new URL(address);
    if (['app:', 'blob:', 'data:', 'devtools:'].includes(url.protocol)) return true;
    if (!devServerPage) return false;
    const { host } = new URL(devServerPage);
    return (url.protocol === 'http:' || url.protocol === 'ws:') && url.host === host;
  } catch {
    return false;
  }
};
