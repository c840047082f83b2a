import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { parseOptions } from '../../src/cli/options.ts';
import type { OptionSpec } from '../../src/cli/options.ts';
import { isRefusal, run } from './capturedIo.ts';

const SPECS: readonly OptionSpec[] = [
  { name: 'count', value: { type: 'natural', name: 'N', min: 1, max: 100 }, help: '' },
  { name: 'time', value: { type: 'seconds', name: 'S', max: 10 }, help: '' },
  { name: 'size', value: { type: 'choice', name: 'NAME', choices: ['small', 'large'] }, help: '' },
  { name: 'dir', value: { type: 'text', name: 'DIR' }, help: '' },
  { name: 'json', value: { type: 'flag' }, help: '' },
];
const parse = (...words: string[]) => parseOptions('command', words, SPECS, { name: 'FILE', min: 0, max: 1 });

describe('options', () => {
  it('are read with values apart and joined', () => {
    const parsed = parse('--count', '7', 'a', '--time=2.5', '--size', 'large', '--dir', '-', '--json');
    expect([parsed.number('count'), parsed.number('time'), parsed.text('size'), parsed.text('dir'), parsed.flag('json'), parsed.operands]).toEqual([7, 2.5, 'large', '-', true, ['a']]);
    expect([parse().number('count'), parse().text('dir'), parse().flag('json')]).toEqual([null, null, false]);
  });

  it.each([
    [['--other'], '--other'], [['-x'], '-x'], [['--count'], '--count lacks'], [['--count', '--json'], '--count lacks'], [['--count', '0'], 'from 1 to 100'], [['--count', '101'], 'from 1 to 100'],
    [['--count', '1e1'], '1e1'], [['--count', '-1'], '-1'], [['--count', '0x10'], '0x10'], [['--count='], "''"], [['--count', '99999999999999999999'], 'from 1 to 100'],
    [['--time', '0'], 'more than 0'], [['--time', 'Infinity'], 'Infinity'], [['--time', '11'], 'at most 10'], [['--size', 'big'], 'small, large'], [['--dir='], '--dir'], [['--dir', 'a\0b'], '--dir'],
    [['--json=1'], 'takes no value'], [['--json', '--json'], 'twice'], [['--count', '1', '--count=1'], 'twice'], [['a', 'b'], "'b'"], [[''], 'FILE'],
  ])('%j is refused by name', (words, part) => {
    expect(() => parse(...words)).toThrow(part);
    expect(() => parse(...words)).toThrow('; ');
  });
});

describe('commands', () => {
  it.each(COMMANDS.map(({ name }) => name))('help on %s names each of its options', async (name) => {
    const { status, out } = await run(['help', ...name.split(' ')]);
    expect(status).toBe(0);
    for (const option of COMMANDS.find((command) => command.name === name)?.options ?? []) expect(out).toContain(`--${option.name}`);
    expect(await run([...name.split(' '), '--help'])).toEqual({ status, out, err: '' });
  });

  it.each([
    [], ['unknown'], ['x86'], ['x86', 'walk'], ['help', 'unknown'], ['help', 'verify', 'more'], ['--version', 'more'], ['verify', 'P99'], ['verify', '--shard', '1/2'],
    ['verify', '--shard', '3/2', '--seed', '1', '--scenarios', '9'], ['verify', '--shard', '1/2', '--seed', '1', '--scenarios', '9', '--time', '1'], ['verify', '--report', 'package.json'],
    ['verify', '--geometry', 'huge'], ['merge'], ['merge', 'absent.json'], ['replay'], ['replay', '.'], ['replay', 'absent.json'], ['replay', 'package.json'], ['replay', 'a', 'b'],
    ['mutants', 'no-such-mutant'], ['mutants', '--without', 'P99'], ['mutants', 'show'], ['mutants', 'show', 'a', 'b'], ['mutants', 'show', 'a', '--seed', '1'], ['mutants', '--kind', 'bad'],
  ])('%j %j is refused with one line', async (...words) => {
    const ran = await run(words);
    expect(ran).toSatisfy(isRefusal);
  });

  it('an interrupted campaign prints its partial result', async () => {
    const { status, out } = await run(['verify', '--json'], { interrupted: true });
    expect([status, JSON.parse(out)]).toMatchObject([3, { interrupted: true, scenarios: 0, seed: 1 }]);
  });
});
