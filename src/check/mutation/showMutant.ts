import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mutantOf } from './catalogue.ts';
import { spliced } from './mutant.ts';
import type { Mutant } from './mutant.ts';
import { DIST } from './places.ts';
import type { MutantView } from './types.ts';

const marked = (mark: string, text: string): readonly string[] => (text === '' ? [] : text.split('\n').map((line) => `${mark}${line}`));

/** The change as a unified diff of the compiled file, whole lines on either side. */
const diffOf = (mutant: Mutant): string => {
  const text = readFileSync(fileURLToPath(new URL(mutant.file, DIST)), 'utf8');
  const at = text.indexOf(mutant.find);
  const after = spliced(mutant, text);
  const from = text.lastIndexOf('\n', at) + 1;
  const tail = (whole: string, end: number): number => {
    const stop = whole.indexOf('\n', end);
    return stop < 0 ? whole.length : stop;
  };
  const line = text.slice(0, from).split('\n').length;
  const was = marked('-', text.slice(from, tail(text, at + mutant.find.length)));
  const is = marked('+', after.slice(from, tail(after, at + mutant.replace.length)));
  return [`--- dist/${mutant.file}`, `+++ dist/${mutant.file}`, `@@ -${line},${was.length} +${line},${is.length} @@`, ...was, ...is, ''].join('\n');
};

/** What kills it by design: refinement sees everything but what is missing on both sides. */
const killerOf = (mutant: Mutant): string | null => {
  if (mutant.equivalent !== null || mutant.argumentValidation !== null) return null;
  return { kernel: 'P1', twin: 'one of P3 to P9', model: 'P1', harness: 'the self-check' }[mutant.kind];
};

/** One mutant as it is shown. @throws UnknownMutant */
export const showMutant = (id: string): MutantView => {
  const mutant = mutantOf(id);
  return { diff: diffOf(mutant), rule: mutant.rule, killer: killerOf(mutant) };
};
