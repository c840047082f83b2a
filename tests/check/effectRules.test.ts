import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EFFECT_RULES } from '../../src/check/effectRules.ts';

const SPEC = join(import.meta.dirname, '../../spec');
const pages = [...readdirSync(SPEC), ...readdirSync(join(SPEC, 'calls')).map((name) => `calls/${name}`)].filter((name) => name.endsWith('.md'));
const effects = pages.flatMap((name) => [...readFileSync(join(SPEC, name), 'utf8').matchAll(/^- \*\*([A-Z]+-\d+)\*\* \(effect\)/gm)].map((match) => match[1]));

it('a campaign must see every effect of the specification take place, but those of boot', () => {
  expect(EFFECT_RULES.toSorted()).toEqual(effects.filter((rule) => !rule.startsWith('BOO-')).toSorted());
});

it('no effect is listed twice', () => {
  expect(new Set(EFFECT_RULES).size).toBe(EFFECT_RULES.length);
});
