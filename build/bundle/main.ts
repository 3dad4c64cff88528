// `node --import tsx build/bundle/main.ts [names] [--quiet]`: brings bundles up to date.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BundleName, buildBundles } from './build-bundles.ts';
import { bundles } from './bundles.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { quiet: { type: 'boolean', default: false } },
});
const isName = (text: string): text is BundleName => bundles.some(({ name }) => name === text);
const unknown = positionals.filter((text) => !isName(text));
if (unknown.length > 0) {
  console.error(
    `No bundle is called ${unknown.join(', ')}: ${bundles.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
const say = values.quiet ? () => {} : (text: string) => console.error(text);
await buildBundles(join(import.meta.dirname, '..', '..'), positionals.filter(isName), say);
