/**
 * Compares the emulated processor with recordings of a real one: every file of
 * tests/x86/vectors is run case by case, the chosen ones (.data) and the random ones (.gz).
 */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FlatRunner } from '../../src/x86/flat.ts';
import { INTEGER_CASES } from './oracle/liveRun.ts';
import type { Cases } from './oracle/liveRun.ts';
import { Emulated } from './oracle/emulated.ts';
import { codeOf } from './oracle/liveFormat.ts';
import { PROCESSOR } from './oracle/processor.ts';
import { unpackRecording } from './oracle/recording.ts';
import type { Recorded } from './oracle/recording.ts';
import { flagsOfSuspended, mayStopHalfway, undefinedFlags } from './oracle/undefinedFlags.ts';
import { X87_CASES } from './oracle/x87Comparison.ts';
import { parseVectorFile, REGISTERS, type Chunk, type RecordedCase } from './oracle/vectorFile.ts';

const folder = new URL('./vectors/', import.meta.url);
const names = readdirSync(folder).sort();
const files = names.filter((name) => name.endsWith('.data'));
const recordings = names.filter((name) => name.endsWith('.gz'));

const REPORTED = 5;
const RF = 0x10000;
const ERROR_VECTORS = new Set([8, 10, 11, 12, 13, 14, 17]);
const SINGLE_STEP = 1;
const PAGE_FAULT = 14;

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

type Image = Map<number, number>;

const lay = (image: Image, chunks: readonly (readonly [number, Uint8Array])[]): Image => {
  for (const [address, content] of chunks) content.forEach((byte, i) => image.set((address + i) >>> 0, byte));
  return image;
};

/** What memory holds before the case, where it is not zero. */
const initialImage = (test: RecordedCase): Image => lay(lay(new Map(), test.memory), [[test.at, test.code]]);

const compareMemory = (test: RecordedCase, changes: readonly (readonly [number, Uint8Array])[], partial: boolean): string[] => {
  const before = initialImage(test);
  const want = lay(new Map(), test.changes);
  const got = lay(new Map(), changes);
  const differences: string[] = [];
  for (const address of [...new Set([...want.keys(), ...got.keys()])].sort((a, b) => a - b)) {
    const old = before.get(address) ?? 0;
    const wanted = want.get(address) ?? old;
    const found = got.get(address) ?? old;
    if (found === wanted || (partial && found === old)) continue;
    differences.push(`[${hex(address)}] was ${hex(old).slice(6)} want ${hex(wanted).slice(6)} got ${hex(found).slice(6)}`);
  }
  return differences;
};

const describeFault = (fault: { vector: number; error?: number | null; address?: number | null } | null): string => {
  if (fault === null) return 'no fault';
  const error = ERROR_VECTORS.has(fault.vector) ? `, error ${hex(fault.error ?? 0)}` : '';
  const address = fault.vector === PAGE_FAULT ? `, address ${hex(fault.address ?? 0)}` : '';
  return `fault ${fault.vector}${error}${address}`;
};

/**
 * A program of several instructions leaves no flag open, and an instruction which
 * faults leaves the flags as they were.
 */
const openFlags = (test: RecordedCase): number => {
  if (test.fault === null) return test.steps === 1 ? undefinedFlags(test.code, test.before.ecx) : 0;
  const suspended = test.fault.vector === SINGLE_STEP && test.after.eip === test.before.eip;
  return suspended ? flagsOfSuspended(test.code) : 0;
};

/** The differences of one case, in words; none when the emulator agrees. */
const differences = (runner: FlatRunner, test: RecordedCase): string[] => {
  const result = runner.run({
    code: test.code,
    at: test.at,
    regs: test.before,
    memory: test.memory.map(([address, content]): Chunk => [address, content]),
    steps: test.steps,
  });
  const found: string[] = [];
  const wantedFault = describeFault(test.fault);
  const gotFault = describeFault(result.fault);
  if (wantedFault !== gotFault) found.push(`want ${wantedFault}, got ${gotFault}`);
  const partial = test.fault !== null && mayStopHalfway(test.code);
  const open = openFlags(test);
  for (const name of REGISTERS) {
    // RF tells how an exception was delivered, and is not recorded.
    const mask = name === 'eflags' ? ~(open | RF) : -1;
    const want = test.after[name] & mask;
    const got = result.regs[name] & mask;
    if (want === got || (partial && got === (test.before[name] & mask))) continue;
    found.push(`${name} was ${hex(test.before[name])} want ${hex(want)} got ${hex(got)}`);
  }
  found.push(...compareMemory(test, result.memory, partial).slice(0, 4));
  // A trap may or may not be counted as an instruction which ran.
  const most = test.done === null ? test.steps : test.done + (test.fault === null ? 0 : 1);
  if (result.steps < (test.done ?? 0) || result.steps > most) found.push(`steps want ${test.done} got ${result.steps}`);
  return found;
};

const report = (file: string, number: number, test: RecordedCase, lines: readonly string[]): string =>
  [`${file} case ${number} (line ${test.line}), code ${Buffer.from(test.code).toString('hex')} at ${hex(test.at)}:`, ...lines].join('\n    ');

/** What a recording of random cases holds, and so how it is compared. */
const KINDS: Readonly<Record<string, Cases>> = { 'random.gz': INTEGER_CASES, 'x87.gz': X87_CASES };

const recordedReport = (kind: Cases, emulated: Emulated, { test, real }: Recorded, index: number): string | null => {
  const answer = emulated.run(test);
  const lines = answer === null ? ['does not end'] : kind.differences(test, real, answer);
  const { address, bytes } = codeOf(test);
  return lines.length === 0 ? null : [`case ${index + 1}, code ${Buffer.from(bytes).toString('hex')} at ${hex(address)}:`, ...lines].join('\n    ');
};

describe('the emulated processor does what a real one was recorded to do', () => {
  it('knows every file of the folder', () => {
    expect([...files, ...recordings].sort()).toEqual(names);
    expect(Math.min(files.length, recordings.length)).toBeGreaterThan(0);
  });

  for (const file of files) {
    it(file, () => {
      const cases = parseVectorFile(readFileSync(new URL(file, folder), 'ascii'));
      expect(cases.length, `${file} holds no case`).toBeGreaterThan(0);
      const runner = new FlatRunner();
      const reports: string[] = [];
      let wrong = 0;
      for (const [index, test] of cases.entries()) {
        const lines = differences(runner, test);
        if (lines.length === 0) continue;
        wrong += 1;
        if (reports.length < REPORTED) reports.push(report(file, index + 1, test, lines));
      }
      expect(wrong, `${wrong} of ${cases.length} cases differ, the first:\n${reports.join('\n')}\n`).toBe(0);
    });
  }

  for (const file of recordings) {
    it(file, () => {
      const cases = unpackRecording(readFileSync(new URL(file, folder)));
      expect(cases.length, `${file} holds no case`).toBeGreaterThan(0);
      const emulated = new Emulated(PROCESSOR);
      const reports = cases.map((one, index) => recordedReport(KINDS[file], emulated, one, index)).filter((text) => text !== null);
      expect(reports.length, `${reports.length} of ${cases.length} cases differ, the first:\n${reports.slice(0, REPORTED).join('\n')}\n`).toBe(0);
    });
  }
});
