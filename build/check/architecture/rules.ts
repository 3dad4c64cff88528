import type { IForbiddenRuleType } from 'dependency-cruiser';
import { areas, layers, separateChildren } from './areas.ts';
import { packages, testPackages } from './packages.ts';

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const isFilePath = (path: string): boolean => /\.tsx?$/.test(path);
const inside = (path: string): string =>
  isFilePath(path) ? `^${escapeRegExp(path)}$` : `^${escapeRegExp(path)}/`;

const testFile = '\\.test\\.tsx?$|\\.spec\\.ts$|/testing/';
const ownCode = '^(contract|core|bots|electron|renderer|server|peers|build|e2e|bench|docs)/';
// Not anchored: node_modules may be a link to a folder elsewhere.
const installed = '(^|/)node_modules/';
const installedAs = (names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`(^|/)node_modules/(${names.map(escapeRegExp).join('|')})/`];

const importTable = (): IForbiddenRuleType[] =>
  Object.entries(areas).flatMap(([folder, area]) => {
    const allowed = [folder, ...area.mayImport];
    const forTests = [...allowed, ...(area.testsMayImport ?? [])];
    const list = area.mayImport.length === 0 ? 'nothing else' : area.mayImport.join(', ');
    return [
      {
        name: `${folder}-may-import`,
        severity: 'error',
        comment: `${folder} may import ${list}`,
        from: { path: inside(folder), pathNot: testFile },
        to: { path: ownCode, pathNot: allowed.map(inside) },
      },
      {
        name: `${folder}-tests-may-import`,
        severity: 'error',
        comment: `tests in ${folder} may import ${forTests.slice(1).join(', ') || 'nothing else'}`,
        from: { path: `${inside(folder)}.*(${testFile})` },
        to: { path: ownCode, pathNot: forTests.map(inside) },
      },
      ...(area.node
        ? []
        : [
            {
              name: `${folder}-has-no-node`,
              severity: 'error' as const,
              comment: `${folder} runs where there is no Node`,
              from: { path: inside(folder), pathNot: testFile },
              to: { dependencyTypes: ['core' as const] },
            },
          ]),
    ];
  });

const packageRules = (): IForbiddenRuleType[] =>
  Object.keys(packages).flatMap((place) => {
    const parents = Object.keys(packages).filter(
      (other) => other === place || place.startsWith(`${other}/`),
    );
    const deeper = Object.keys(packages).filter((other) => other.startsWith(`${place}/`));
    const allowed = parents.flatMap((other) => packages[other] ?? []);
    const rule = (name: string, from: object, names: readonly string[]): IForbiddenRuleType => ({
      name: `${place}-${name}`,
      severity: 'error',
      comment: `not listed for ${place} in build/check/architecture/packages.ts`,
      from,
      to: { path: installed, pathNot: installedAs(names) },
    });
    const notDeeper = deeper.map(inside);
    return [
      rule('packages', { path: inside(place), pathNot: [testFile, ...notDeeper] }, allowed),
      rule(
        'test-packages',
        {
          path: isFilePath(place) ? inside(place) : `${inside(place)}.*(${testFile})`,
          pathNot: notDeeper,
        },
        [...allowed, ...testPackages],
      ),
    ];
  });

export const rules = (): IForbiddenRuleType[] => [
  {
    name: 'no-circular',
    severity: 'error',
    comment: 'these import each other in a circle',
    from: {},
    to: { circular: true },
  },
  {
    name: 'not-found',
    severity: 'error',
    comment: 'imported, but not there (or not installed)',
    from: { path: ownCode },
    to: { couldNotResolve: true, pathNot: ['\\?', '^virtual:'] },
  },
  {
    name: 'no-test-code',
    severity: 'error',
    comment: 'tests and their fixtures are imported by tests only',
    from: { path: ownCode, pathNot: [testFile, '^(e2e|bench)/'] },
    to: { path: `${ownCode}.*(${testFile})` },
  },
  ...separateChildren.map(
    ({ folder, shared }): IForbiddenRuleType => ({
      name: `${folder}-strangers`,
      severity: 'error',
      comment: `the children of ${folder} do not import each other`,
      from: { path: `^${folder}/([^/]+)/` },
      to: {
        path: `^${folder}/[^/]+/`,
        pathNot: [`^${folder}/$1/`, ...(shared === undefined ? [] : [`^${folder}/${shared}/`])],
      },
    }),
  ),
  ...layers.map(
    ({ from, never, because }): IForbiddenRuleType => ({
      name: `${from}-layer`,
      severity: 'error',
      comment: because,
      from: { path: inside(from), pathNot: testFile },
      to: { path: never.map(inside), pathNot: inside(from) },
    }),
  ),
  ...importTable(),
  ...packageRules(),
];
