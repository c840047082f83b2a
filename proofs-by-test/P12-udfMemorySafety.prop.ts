import { describe, expect, it } from 'vitest';
import { UDF_COST_MAX } from '../src/abi/udf.ts';
import type { UdfInput, UdfProgram } from '../src/abi/udf.ts';
import { judgeProgram, trialOn } from '../src/check/udf/judgeProgram.ts';
import { cleanUdfKit } from '../src/check/udf/udfKit.ts';
import { assembleText } from '../src/udf/text/assembleText.ts';
import { usualInput } from '../src/check/udf/udfFinding.ts';
import { budget } from './support/budget.ts';
import { refutationOf, runPrograms } from './support/udfPrograms.ts';

const CLEAN = cleanUdfKit();
const programOf = (text: string): UdfProgram => assembleText(text).functions[0];

/** Covers UDF-3, UDF-26, UVR-6 to UVR-8. */
describe('P12 downloaded code reads what it was given and writes nothing but its stack', () => {
  it('holds on drawn programs', () => {
    expect(runPrograms(CLEAN, budget(500), ['P12']).findings).toEqual([]);
  });

  it('lets a program read up to its claim, on metadata that is as long and no longer', () => {
    const within = programOf('.section owns/64\nr0 = *(u32 *)(r1 + 60)\nr0 = 0\nexit\n');
    expect(CLEAN.verify(within, null).accepted).toBe(true);
    const run = CLEAN.compiled(within.words, 'verified').run(usualInput(within, new Uint8Array(64), UDF_COST_MAX));
    expect(run.end).toEqual({ kind: 'exit', value: 0n });
    expect(CLEAN.verify(programOf('.section owns/64\nr0 = *(u32 *)(r1 + 61)\nr0 = 0\nexit\n'), null).accepted).toBe(false);
  });

  it('is refuted by a verifier that believes in more metadata than is claimed', () => {
    const believing = { verify: (program: UdfProgram, observe: Parameters<typeof CLEAN.verify>[1]) => CLEAN.verify({ ...program, metadataBytesMin: program.metadataBytesMin + 1 }, observe) };
    const beyond = programOf('.section owns/64\nr0 = *(u32 *)(r1 + 61)\nexit\n');
    const trial = trialOn({ program: beyond, metadata: new Uint8Array(64), metadataBefore: null });
    expect(judgeProgram({ ...CLEAN, ...believing }, trial, new Set(['P12'])).finding).toMatchObject({ theorem: 'P12', rule: 'UVR-15' });
    expect(judgeProgram(CLEAN, trial).finding).toBeNull();
  });

  it('is refuted by an engine that writes to the metadata', () => {
    const writing = {
      compiled: (words: Uint8Array, form: 'checked' | 'verified') => {
        const program = CLEAN.compiled(words, form);
        return {
          run: (input: UdfInput) => {
            const run = program.run(input);
            if (input.metadata.length > 0) input.metadata[input.metadata.length - 1] ^= 1;
            return run;
          },
        };
      },
    };
    expect(refutationOf(writing)).toMatchObject({ theorem: 'P12', rule: 'UDF-26' });
  });
});
