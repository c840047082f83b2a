import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SMALL } from '../../src/abi/geometry.ts';
import { INTERFACE_VERSION } from '../../src/abi/layout.ts';
import { Arena } from '../../src/check/arena.ts';
import { FileError } from '../../src/check/files/fileError.ts';
import { decodeMachineImage, encodeMachineImage } from '../../src/check/files/machineImage.ts';
import { encodeScenario } from '../../src/check/files/scenarioFile.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { drawnBoots } from '../../src/check/scenario.ts';
import { Performance } from '../../src/cli/scenario/performScenario.ts';
import { Machine } from '../../src/x86/machine.ts';
import { isRefusal, run } from './capturedIo.ts';
import type { Ran } from './capturedIo.ts';
import { disagreeingKit, someCounterexample } from './counterexample.ts';
import { damagedBytes, damagedJson } from './damage.ts';
import type { Damaged } from './damage.ts';

const SEED = 20;
let folder = '';
let empty = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xok-robust-'));
  empty = join(folder, 'empty');
  mkdirSync(empty);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A refusal is one line and writes nothing; whatever is not refused ends with one of the other statuses. */
const isOrderly = (ran: Ran, statuses: readonly number[]): boolean => (ran.status === 2 ? isRefusal(ran) : statuses.includes(ran.status)) && readdirSync(empty).length === 0;

const wordsOf = (): fc.Arbitrary<string[]> => {
  const options = ['scenarios', 'steps', 'time', 'seed', 'shard', 'workers', 'geometry', 'report', 'json', 'mutant', 'kind', 'without', 'meta', 'engine', 'operation', 'credentials', 'help', 'version', ''];
  const value = fc.oneof(
    fc.constantFrom('1', '0', '-1', '1e9', '99999999999999999999', '1/2', '2/1', '0/0', '/', 'small', 'Large', 'NaN', 'Infinity', '', '\0', '\n', '..', '/dev/null', 'P1', 'P0', 'P2000', '--', '-', '💥', 'x'.repeat(5000)),
    fc.string(), fc.integer().map(String), fc.double().map(String),
  );
  const option = fc.tuple(fc.constantFrom(...options), fc.option(value)).map(([name, given]) => (given === null ? [`--${name}`] : [`--${name}=${given}`]));
  const word = fc.oneof({ weight: 3, arbitrary: option }, { weight: 2, arbitrary: value.map((v) => [v]) }, { weight: 1, arbitrary: fc.constantFrom(['--seed', '1'], ['--json'], ['--scenarios', '9']) });
  const command = fc.constantFrom('verify', 'merge', 'replay', 'x86 run', 'x86', 'udf', 'udf check', 'udf run', 'udf asm', 'udf disasm', 'udf conformance-plugin', 'help', '--version', 'Verify', '', 'toString', '__proto__');
  return fc.tuple(command, fc.array(word, { maxLength: 5 })).map(([name, words]) => name.split(' ').concat(words.flat()));
};

const check = async (damage: fc.Arbitrary<Damaged>, words: (file: string) => string[], numRuns: number): Promise<void> => {
  const file = join(folder, 'damaged');
  await fc.assert(fc.asyncProperty(damage, async ({ bytes }) => {
    writeFileSync(file, bytes);
    return isOrderly(await run(words(file), { cwd: empty }), [0, 1]);
  }), { numRuns, seed: SEED });
};

describe('damage is told in one line', () => {
  it('350 command lines', async () => {
    await fc.assert(fc.asyncProperty(wordsOf(), async (words) => isOrderly(await run(words, { cwd: empty, interrupted: true }), [0, 3])), { numRuns: 350, seed: SEED });
  });

  it('300 scenario files', async () => {
    const kit = disagreeingKit();
    const { boot, steps, finding, stepsDrawn } = someCounterexample(kit);
    const performance = new Performance(cleanKit(), boot, new Set());
    const performed = steps.slice(-6).filter((step) => performance.fits(step)).map((step) => performance.perform(step));
    const raw = performance.perform({ kind: 'raw', stores: [{ address: 4, value: 5, bytes: 1 }], registers: { eax: 1 }, eip: 8, instructions: 2 });
    const valid = encodeScenario({ interface: INTERFACE_VERSION, finding, found: { seed: 1, scenario: 2, stepsDrawn }, boot, steps: [...performed, raw, performance.perform({ kind: 'wait', cycles: 3 })] });
    const whole = join(folder, 'whole.json');
    writeFileSync(whole, valid);
    expect(await run(['replay', whole])).toMatchObject({ status: 0 });
    await check(damagedJson(valid), (file) => ['replay', file, '--json'], 300);
  });

  it('200 shard files', async () => {
    const shard = await run(['verify', 'P1', '--scenarios', '20', '--steps', '2', '--seed', '1', '--shard', '1/1', '--workers', '1', '--json'], { cwd: empty });
    expect(shard.status).toBe(0);
    const whole = join(folder, 'shard.json');
    writeFileSync(whole, shard.out);
    expect(await run(['merge', whole])).toMatchObject({ status: 0 });
    await check(damagedJson(shard.out), (file) => ['merge', file, '--json'], 200);
  });

  it('150 streams of x86 lines', async () => {
    const valid = '{"code":"40890d00004000","at":4194560,"regs":{"eax":41,"eflags":514},"memory":[[4194304,"ffffffff"]],"steps":2}';
    await fc.assert(fc.asyncProperty(damagedJson(valid), async ({ bytes }) => {
      const ran = await run(['x86', 'run'], { input: bytes });
      return ran.status === 2 ? isRefusal({ ...ran, out: '' }) : ran.status === 0;
    }), { numRuns: 150, seed: SEED });
  });

  it('300 machine images, of which none is taken for whole', () => {
    const [boot] = drawnBoots(SMALL);
    const { machine } = new Arena(cleanKit()).stage('image', boot);
    const image = encodeMachineImage(machine.save(), boot);
    fc.assert(fc.property(damagedBytes(image), ({ bytes }) => {
      try {
        new Machine(boot.geometry.frames * 4096).load(decodeMachineImage(bytes, 'image').state);
        return Buffer.compare(bytes, image) === 0;
      } catch (error) {
        return error instanceof FileError && /^image: [^\n]+; [^\n]+$/.test(error.message);
      }
    }), { numRuns: 300, seed: SEED });
  });
});
