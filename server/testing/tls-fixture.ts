import { readFileSync } from 'node:fs';

const read = (file: string): string =>
  readFileSync(new URL(`tls/${file}`, import.meta.url), 'utf8');

/**
 * An authority that nobody trusts, and what it issued for 127.0.0.1: one that lasts until 2120, and one that ended in 2020. Made
 * once with OpenSSL 3, after which the authority's key was thrown away:
 *
 *     new='openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc'
 *     $new -subj '/CN=Bisik test authority' -keyout authority.key.pem -out authority.csr
 *     $new -subj '/CN=127.0.0.1' -keyout server.key.pem -out server.csr
 *     touch index; printf '%s\n' '[ca]' default_ca=d '[d]' database=index rand_serial=yes new_certs_dir=. \
 *       default_md=sha256 policy=p unique_subject=no '[p]' commonName=supplied \
 *       '[authority]' basicConstraints=CA:TRUE '[server]' subjectAltName=IP:127.0.0.1 > conf
 *     issue='openssl ca -batch -notext -config conf -keyfile authority.key.pem -startdate 20200101000000Z'
 *     $issue -enddate 21200101000000Z -selfsign -extensions authority -in authority.csr -out authority.pem
 *     $issue -enddate 21200101000000Z -cert authority.pem -extensions server -in server.csr -out server.pem
 *     $issue -enddate 20200102000000Z -cert authority.pem -extensions server -in server.csr -out expired.pem
 */
export const readTlsFixture = () => {
  const key = Buffer.from(read('server.key.pem'));
  return {
    authority: read('authority.pem'),
    valid: { cert: Buffer.from(read('server.pem')), key },
    expired: { cert: Buffer.from(read('expired.pem')), key },
  } as const;
};
