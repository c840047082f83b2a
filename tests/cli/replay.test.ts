import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Schema from 'effect/Schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INTERFACE_VERSION } from '../../src/abi/layout.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { readScenario, writeScenario } from '../../src/check/files/scenarioFile.ts';
import { ReplaySchema } from '../../src/cli/replayDocument.ts';
import { Performance } from '../../src/cli/scenario/performScenario.ts';
import { saveCounterexample } from '../../src/cli/verify/saveCounterexample.ts';
import { isRefusal, run } from './capturedIo.ts';
import { disagreeingKit, someCounterexample } from './counterexample.ts';

let folder = '';
let file = '';
let text = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xok-replay-'));
  const kit = disagreeingKit();
  const saved = saveCounterexample(kit, someCounterexample(kit), 1, [], folder, folder);
  file = join(folder, saved.row.file ?? '');
  text = saved.text;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a counterexample', () => {
  it('is told with rule, seed, replay command, calls by name, and where want and got part', () => {
    expect(text).toMatch(/^REFUTED {2}forge {2}P1 {2}rule FRG-\d+ {3}seed 1 {2}scenario \d+ {3}replay: xok replay P1-/);
    expect(text).toMatch(/\nstep (\d+) of \1 \(shrunk from \d+\), env \d: {2}forge/);
    expect(text).toMatch(/forge\(k=\S+, kd=\S+, new=\S+, ke=\S+, env=\S+\)/);
    expect(text).toMatch(/\nmodel {2}forge: .+ \(FRG-\d+\); the kernel: E_CAP_INSUFF\n/);
    expect(text).toMatch(/ {4}want .+ {4}got /);
  });

  it('is saved whole, with no temporary file beside it', () => {
    expect(readdirSync(folder)).toEqual([file.slice(folder.length + 1)]);
    expect(file).toMatch(/P1-[A-Z]+-\d+-[0-9a-f]{8}\.json$/);
    expect(readScenario(file)).toMatchObject({ interface: INTERFACE_VERSION, finding: { theorem: 'P1' }, found: { seed: 1 } });
  });

  it('drifts where the record is of a wrong model, since the clean model says otherwise', async () => {
    const { status, out } = await run(['replay', file, '--json']);
    expect([status, JSON.parse(out)]).toMatchObject([1, { version: 1, verdict: 'drifted', rule: 'FRG-4' }]);
  });
});

describe('replay', () => {
  /** The same steps with the outcomes of the clean programs. */
  const passing = (): string => {
    const scenario = readScenario(file);
    const performance = new Performance(cleanKit(), scenario.boot, new Set());
    const path = join(folder, 'passing.json');
    writeScenario(path, { ...scenario, steps: scenario.steps.map(({ step }) => performance.perform(step)) });
    return path;
  };

  it('passes where outcomes and hashes are those recorded', async () => {
    const path = passing();
    const { status, out, err } = await run(['replay', path, '--json']);
    const document = Schema.decodeUnknownSync(ReplaySchema, { onExcessProperty: 'error' })(JSON.parse(out));
    expect([status, err, document]).toMatchObject([0, '', { verdict: 'passed', rule: null, finding: null }]);
    const plain = await run(['replay', path]);
    expect(plain.status).toBe(0);
    expect(plain.out).toMatch(/\npassed {2}\d+ of \d+ steps {2}state hash [0-9a-f]{16}\n$/);
  });

  it('notices another hash and another outcome', async () => {
    const path = passing();
    const written = readFileSync(path, 'utf8');
    writeFileSync(path, written.replace(/"hash":"[0-9a-f]{16}"/, '"hash":"0123456789abcdef"'));
    expect(await run(['replay', path])).toMatchObject({ status: 1 });
    writeFileSync(path, written.replace(/"outcome":\{"event":"[^"]*"/, '"outcome":{"event":"geteid?"'));
    const { status, out } = await run(['replay', path]);
    expect([status, out]).toEqual([1, expect.stringContaining('DRIFTED: the recorded outcome is geteid?')]);
  });

  it('refuses a mutant that is none', async () => {
    expect(await run(['replay', passing(), '--mutant', 'no-such-mutant'])).toSatisfy(isRefusal);
  });
});
