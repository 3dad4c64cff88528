import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conclude, listFiles, projectRoot } from '../files.ts';
import { findAmbient } from './ambient.ts';
import { findUndocumented } from './doc-comments.ts';
import { findDeadLinks, findDecisionTwins } from './links.ts';
import {
  compareMuted,
  countMuted,
  findBarrels,
  findBroadSizes,
  findLongFiles,
  findOddNames,
  findReadmes,
  findSpreadLiterals,
  findVagueNames,
  findWideDoors,
  maxLines,
} from './measure.ts';
import { findForeignTexts } from './texts.ts';

const files = listFiles().map((path) => ({
  path,
  text: readFileSync(join(projectRoot, path), 'utf8'),
}));
const ratchet = JSON.parse(
  readFileSync(join(import.meta.dirname, 'ratchet.json'), 'utf8'),
) as Record<string, number>;

const registryHost = (): string[] => {
  const address = process.env.npm_config_registry;
  if (address === undefined || !URL.canParse(address)) return [];
  const { hostname } = new URL(address);
  return hostname.includes('.') && !/^[\d.]+$/.test(hostname) ? [hostname] : [];
};

conclude(
  [
    ...findLongFiles(files),
    ...findBroadSizes(files),
    ...findOddNames(files),
    ...findVagueNames(files),
    ...findWideDoors(files),
    ...findAmbient(files),
    ...findBarrels(files),
    ...findSpreadLiterals(files),
    ...findReadmes(files),
    ...findUndocumented(files),
    ...findDeadLinks(files),
    ...findDecisionTwins(files),
    ...compareMuted(countMuted(files), ratchet),
    ...findForeignTexts(files, registryHost()),
  ],
  `${files.length} files, none past ${maxLines} lines`,
);
