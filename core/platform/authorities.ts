import { readFileSync } from 'node:fs';
import tls from 'node:tls';

/** Where Linux systems keep the certificates of the authorities that they trust, in one file. */
const systemFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

const certificatesIn = (file: string): readonly string[] => {
  try {
    const text = readFileSync(file, 'utf8');
    return text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  } catch {
    return [];
  }
};

/** `getCACertificates` came with Node 22.15; it knows the stores of Windows and macOS too. */
export interface AuthoritySources {
  readonly rootCertificates: readonly string[];
  readonly getCACertificates?: ((type: 'system') => readonly string[]) | undefined;
}

const fromSystem = (
  { getCACertificates }: AuthoritySources,
  env: NodeJS.ProcessEnv,
): readonly string[] => {
  try {
    if (getCACertificates && !env.SSL_CERT_FILE) return getCACertificates('system');
  } catch {
    // What the runtime cannot tell is looked up below.
  }
  const files = env.SSL_CERT_FILE ? [env.SSL_CERT_FILE] : systemFiles;
  return files.map(certificatesIn).find((found) => found.length > 0) ?? [];
};

/**
 * The authorities whose certificates this computer trusts for TLS, as PEM (RFC 7468), each once: those that come with Node,
 * those of the system (`SSL_CERT_FILE` names another file), those of the file in `NODE_EXTRA_CA_CERTS`. The last is read
 * here, since a packaged app's Electron ignores it. Files that cannot be read add nothing.
 */
export const trustedAuthorities = (
  env: NodeJS.ProcessEnv,
  sources: AuthoritySources = tls,
): readonly string[] => {
  const extra = env.NODE_EXTRA_CA_CERTS ? certificatesIn(env.NODE_EXTRA_CA_CERTS) : [];
  return [...new Set([...sources.rootCertificates, ...fromSystem(sources, env), ...extra])];
};
