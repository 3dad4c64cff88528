import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from './child.ts';
import { handOver } from './ordinary-user.ts';

/** An authority of the journey's own, as an organisation has one. */
export interface Authority {
  /** Its certificate, as PEM. */
  readonly certificateFile: string;
  /** Issues a certificate for `names`, such as `IP:127.0.0.1` or `DNS:localhost`. */
  readonly issue: (
    name: string,
    subjects: string,
  ) => Promise<{ readonly certFile: string; readonly keyFile: string }>;
}

const openssl = async (...args: readonly string[]): Promise<void> => {
  const child = await startChild('openssl', args);
  const code = await child.ended;
  if (code !== 0) throw new Error(`openssl ${args[0]}: ${child.err.join('\n')}`);
};

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'] as const;

/** Makes an authority whose files are kept in `folder`. */
export const createAuthority = async (folder: string, name: string): Promise<Authority> => {
  const at = (file: string): string => join(folder, file);
  const certificateFile = at('authority.pem');
  await openssl(
    ...['req', '-x509', ...newKey, '-days', '2', '-subj', `/CN=${name}`],
    ...['-keyout', at('authority.key'), '-out', certificateFile],
  );
  // Bisik reads it as whoever starts it.
  await handOver(folder);
  return {
    certificateFile,
    issue: async (file, subjects) => {
      const [keyFile, certFile] = [at(`${file}.key`), at(`${file}.pem`)];
      const [request, extensions] = [at(`${file}.csr`), at(`${file}.ext`)];
      await writeFile(extensions, `subjectAltName=${subjects}\nbasicConstraints=CA:FALSE\n`);
      await openssl('req', ...newKey, '-subj', `/CN=${file}`, '-keyout', keyFile, '-out', request);
      await openssl(
        ...['x509', '-req', '-in', request, '-days', '2', '-extfile', extensions],
        ...['-CA', certificateFile, '-CAkey', at('authority.key'), '-CAcreateserial'],
        ...['-out', certFile],
      );
      return { certFile, keyFile };
    },
  };
};
