import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { areas } from './areas.ts';
import { rules } from './rules.ts';

export type Cruised = {
  readonly problems: readonly string[];
  /** How many of the project's own modules were looked at. */
  readonly modules: number;
};

/** Walks every import below `root` and names those that the tables forbid. */
export const cruiseProject = async (root: string): Promise<Cruised> => {
  const folders = Object.keys(areas).filter((folder) => existsSync(join(root, folder)));
  if (folders.length === 0) return { problems: [], modules: 0 };
  const { output } = await cruise(folders, {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: rules() },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release|\\.cache)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.mjs', '.cjs', '.js', '.json', '.css', '.d.ts'],
    },
  });
  if (typeof output === 'string') throw new Error(`the cruiser answered with text: ${output}`);
  const own = output.modules.filter(
    ({ source }) => /\.[mc]?[jt]sx?$/.test(source) && !/(^|\/)node_modules\//.test(source),
  );
  const comments = new Map(rules().map(({ name, comment }) => [name, comment]));
  const problems = output.summary.violations.map(({ from, to, rule, cycle }) => {
    const path = cycle ? cycle.map(({ name }) => name).join(' → ') : to;
    return `${from} → ${path}\n    ${rule.name}: ${comments.get(rule.name) ?? ''}`;
  });
  return { problems: [...new Set(problems)].sort(), modules: own.length };
};
