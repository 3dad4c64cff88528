// The server cannot read a message. Whoever has the imports of this table has keys and certificates, and nothing that opens what was
// encrypted; and nothing in server/ is called as such a thing would be.

const library = '@signalapp/libsignal-client';
const certificates = 'server/modules/certificates/';
const keyNames = ['KEMPublicKey', 'PrivateKey', 'PublicKey'];
const certificateNames = ['SenderCertificate', 'ServerCertificate'];
/** Its tests make the keys that devices would. */
const testNames = ['KEMKeyPair'];

const forbidden = /\b[\w$]*(?:decrypt|session)[\w$]*/gi;
const notCode = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
const ofLibrary = new RegExp(`['"]${library}(?:/[^'"]*)?['"]`, 'g');
const namedImport = new RegExp(`^import (?:type )?\\{([^}]*)\\} from ['"]${library}['"];$`, 'gm');

const isTest = (path: string): boolean => /\.test\.ts$|\/testing\//.test(path);

const importedNames = (list: string): readonly string[] =>
  list
    .split(',')
    .map((part) =>
      part
        .trim()
        .replace(/^type /, '')
        .replace(/ as .*$/, ''),
    )
    .filter((name) => name !== '');

const importProblems = (path: string, text: string): readonly string[] => {
  const mentions = [...text.matchAll(ofLibrary)].length;
  const imports = [...text.matchAll(namedImport)];
  if (mentions === 0) return [];
  if (!path.startsWith(certificates))
    return [`${path}: only ${certificates} may name what ${library} has`];
  const allowed = [...keyNames, ...certificateNames, ...(isTest(path) ? testNames : [])];
  const names = imports.flatMap(([, list]) => importedNames(list ?? ''));
  return [
    ...names
      .filter((name) => !allowed.includes(name))
      .map((name) => `${path}: ${name} of ${library} is none of ${allowed.join(', ')}`),
    ...(mentions > imports.length
      ? [`${path}: imports of ${library} stand at the beginning and say each name`]
      : []),
  ];
};

/** What in a file of the server is named as only who reads messages would name it; paths with `/` from the project's root. */
export const findServerNames = (path: string, text: string): readonly string[] => {
  if (!path.startsWith('server/') || !/\.[mc]?ts$/.test(path)) return [];
  const code = text.replace(notCode, '');
  const names = new Set(code.match(forbidden) ?? []);
  return [
    ...importProblems(path, text),
    ...[...names].map((name) => `${path}: ${name}: the server has no sessions and opens nothing`),
  ];
};
