import { describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '../src/abi/addressMap.ts';
import { frameMapOf } from '../src/abi/frameMap.ts';
import { SMALL } from '../src/abi/geometry.ts';
import { ENV, QUANTUM, QUANTUM_ROW_BYTES } from '../src/abi/layout.ts';
import { Arena } from '../src/check/arena.ts';
import { cleanKit } from '../src/check/programs.ts';
import { drawnBoots } from '../src/check/scenario.ts';
import { exposureDifference } from '../src/refine/exposure.ts';
import { budget, isQuick } from './support/budget.ts';
import { refutation, runAll, runOnly, toldOf } from './support/campaign.ts';
import { afterwards, Tables } from './support/tampering.ts';

/** P21, exposure (spec/theorems.md). LAY-3 to LAY-8, LAY-16, CAP-5. */
describe('P21: what environments read of the kernel is the encoding of the model\'s state, word for word', () => {
  it('on drawn scenarios, against the model\'s state', () => {
    const totals = runAll({ scenarios: budget(1000) });
    expect(toldOf(totals)).toEqual([]);
  });

  it('on drawn scenarios, against the decoded state', () => {
    expect(toldOf(runOnly('P21', { scenarios: budget(500) }))).toEqual([]);
  });
});

describe('P21 refutes', () => {
  it('any word of an exposed structure that is not what it should be', () => {
    const [configuration] = drawnBoots(SMALL);
    const { machine, state } = new Arena(cleanKit()).stage('exposure', configuration);
    const map = frameMapOf(configuration.geometry);
    const unseen: number[] = [];
    const tables = new Tables(machine);
    const directories = tables.liveEnvs().map((env) => tables.read(tables.envRow(env) + ENV.directory));
    const exposed = [...Array.from({ length: map.pad }, (_, f) => f), ...directories];
    const stride = isQuick ? 52 : 4;
    for (const frame of exposed) {
      for (let offset = 0; offset < PAGE_BYTES; offset += stride) {
        const at = frame * PAGE_BYTES + offset;
        const word = machine.ram.words[at / 4];
        machine.ram.words[at / 4] = word ^ (1 << offset % 29);
        if (exposureDifference(machine, state, null) === null) unseen.push(at);
        machine.ram.words[at / 4] = word;
      }
    }
    expect(unseen).toEqual([]);
    expect(exposureDifference(machine, state, null)).toBeNull();
  });

  it('a kernel that rounds ticks down to an even number', () => {
    const found = refutation('P21', afterwards((tables) => {
      for (let q = 0; q < tables.geometry.quanta; q++) {
        const at = tables.map.quantaFirst * PAGE_BYTES + q * QUANTUM_ROW_BYTES + QUANTUM.ticks;
        tables.write(at, tables.read(at) - (tables.read(at) % 2));
      }
    }), 500);
    expect(found?.finding).toMatchObject({ theorem: 'P21' });
    expect(found?.finding.path).toContain('quanta');
  });

  it('a kernel that writes a hint of its own into a reserved word (the representation invariant speaks first)', () => {
    const found = refutation('P21', afterwards((tables) => tables.write(tables.envRow(0) + 20, 1)), 100);
    expect(found?.finding.message).toContain('broken: LAY-6');
  });
});
