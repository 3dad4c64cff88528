/** The major version of Electron that ships; a test holds it equal to the pinned package. */
export const shippedElectronMajor = 45;

/** Whether this is the old runtime for development and tests. */
export const isDevelopmentRuntime = (electronVersion: string): boolean =>
  Number.parseInt(electronVersion, 10) < shippedElectronMajor;

const isLanguage = (tag: string): boolean => {
  try {
    return tag.toLowerCase() !== 'posix' && Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
};

/** The language a person prefers: the command line's, else the first of the system's. `C` and `POSIX` are none. */
export const preferredLocale = (
  commandLine: string,
  systemLanguages: readonly string[],
  fallback: string,
): string => [commandLine, ...systemLanguages, fallback].find(isLanguage) ?? 'en';

/** What of the environment the engine gets: enough to find its home, its time zone and certificates; nothing that alters Node. */
export const engineEnvironment = (env: NodeJS.ProcessEnv): Record<string, string> => {
  const kept = [
    'HOME',
    'LANG',
    'LC_ALL',
    'PATH',
    'SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
    'SYSTEMROOT',
    'TEMP',
    'TMP',
    'TMPDIR',
    'TZ',
    'USERPROFILE',
  ];
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
};
