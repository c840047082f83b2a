import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MutantError, spliced } from './mutant.ts';
import type { Change } from './mutant.ts';

/** Folders below `dist` that are instantiated a second time. */
export type CopiedLayer = 'impl' | 'model' | 'refine' | 'check' | 'udf' | 'x86';

/** A copy of some compiled layers in a folder of its own. */
export interface Copy {
  /** Takes the place of `dist`; a URL that ends in a slash. */
  readonly base: URL;
  readonly remove: () => void;
}

const IMPORT = /(\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)(["'])([^"'\n]+)\2/g;

const isRelative = (specifier: string): boolean => specifier.startsWith('./') || specifier.startsWith('../');

/** An import of a copied file: inside the copied layers it stays, everything else is named by its place outside. */
const redirected = (specifier: string, from: URL, dist: URL, layers: readonly CopiedLayer[]): string => {
  if (specifier.startsWith('node:')) return specifier;
  if (!isRelative(specifier)) return import.meta.resolve(specifier);
  const target = new URL(specifier, from).href;
  const inside = layers.some((layer) => target.startsWith(new URL(`${layer}/`, dist).href));
  return inside ? specifier : target;
};

const redirectImports = (text: string, from: URL, dist: URL, layers: readonly CopiedLayer[]): string =>
  text.replace(IMPORT, (_whole, head: string, quote: string, specifier: string) => `${head}${quote}${redirected(specifier, from, dist, layers)}${quote}`);

const scriptsBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));

/**
 * Copies compiled layers to a temporary folder, with changes made. The copy
 * shares every layer that is not copied with whoever imports it.
 * @throws MutantError if a change cannot be made
 */
export const copyLayers = (dist: URL, layers: readonly CopiedLayer[], changes: readonly Change[]): Copy => {
  const folder = mkdtempSync(join(tmpdir(), 'xok-mutant-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const left = new Set(changes);
  try {
    for (const layer of layers) {
      const source = fileURLToPath(new URL(`${layer}/`, dist));
      cpSync(source, join(folder, layer), { recursive: true, filter: (name) => !name.endsWith('.d.ts') });
      for (const name of scriptsBelow(source)) {
        const text = readFileSync(join(source, name), 'utf8');
        const meant = changes.filter(({ file }) => file === `${layer}/${name}`);
        for (const change of meant) left.delete(change);
        const changed = meant.reduce((sum, change) => spliced(change, sum), text);
        writeFileSync(join(folder, layer, name), redirectImports(changed, new URL(`${layer}/${name}`, dist), dist, layers));
      }
    }
    for (const { file } of left) throw new MutantError(`${file}: no such file in ${layers.join(', ')}`);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
    return { base: new URL(`${pathToFileURL(folder).href}/`), remove };
  } catch (error) {
    remove();
    throw error;
  }
};
