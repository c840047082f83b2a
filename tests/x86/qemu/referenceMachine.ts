import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packCases, unpackRecords } from './caseFormat.ts';
import type { PrivilegedCase, Record } from './caseFormat.ts';
import { firmware } from './firmware.ts';
import { pristineWorld } from './image.ts';
import { CASES, CONTROL, LOG, PRISTINE, REFERENCE, REFERENCE_RAM_BYTES, WORLD } from './layout.ts';
import { CONTROL_WORDS, EXIT_PORT, runnerBlocks } from './runner.ts';

const PROGRAM = 'qemu-system-i386';
/** A batch takes a second or two; one that takes this long hangs. */
const TIMEOUT_MILLISECONDS = 120_000;

/** QEMU cannot be asked here; the message says why and what would help. */
export class Unavailable extends Error {}

/**
 * QEMU with its translator (TCG), which emulates a Pentium here: that processor has no instructions and no reserved
 * bits that ours lacks. RAM is a file, by which cases go in and records come out.
 */
export class ReferenceMachine {
  readonly #folder = mkdtempSync(join(tmpdir(), 'xok-qemu-'));
  readonly version: string;

  /** @throws Unavailable if QEMU is not installed */
  constructor() {
    const asked = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' });
    if (asked.error !== undefined || asked.status !== 0) {
      this.close();
      throw new Unavailable(`${PROGRAM} cannot be started; Debian and Ubuntu install it with: apt-get install qemu-system-x86`);
    }
    this.version = asked.stdout.split('\n')[0];
    writeFileSync(this.#path('firmware'), firmware());
  }

  /** What QEMU does with each case. @throws Error if it does not come to an end */
  run(cases: readonly PrivilegedCase[]): Record[] {
    this.#writeMemory(cases);
    const ended = spawnSync(PROGRAM, [
      '-accel', 'tcg', '-machine', 'pc,memory-backend=ram', '-cpu', 'pentium', '-m', `${REFERENCE_RAM_BYTES >>> 20}M`,
      '-object', `memory-backend-file,id=ram,size=${REFERENCE_RAM_BYTES >>> 20}M,mem-path=${this.#path('ram')},share=on`,
      '-bios', this.#path('firmware'), '-nodefaults', '-display', 'none', '-device', `isa-debug-exit,iobase=${EXIT_PORT},iosize=1`,
    ], { timeout: TIMEOUT_MILLISECONDS, encoding: 'utf8' });
    const records = this.#readMemory(cases.length);
    if (records === null) throw new Error(`${PROGRAM} did not come to an end: ${ended.signal ?? ''} ${ended.stderr}${this.#standing()}`);
    return records;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #writeMemory(cases: readonly PrivilegedCase[]): void {
    const file = openSync(this.#path('ram'), 'w');
    const put = (address: number, bytes: Uint8Array | Int32Array): void => {
      writeSync(file, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength, address);
    };
    for (const address of [WORLD, PRISTINE, REFERENCE]) put(address, pristineWorld());
    for (const [address, bytes] of runnerBlocks()) put(address, bytes);
    const packed = packCases(cases);
    if (CASES + packed.byteLength > LOG) throw new RangeError('too many cases for one batch');
    put(CASES, packed);
    const control = new Int32Array(8);
    control[CONTROL_WORDS.count] = cases.length;
    control[CONTROL_WORDS.nextCase] = CASES;
    control[CONTROL_WORDS.logEnd] = LOG;
    put(CONTROL, control);
    put(REFERENCE_RAM_BYTES - 4, new Uint8Array(4));
    closeSync(file);
  }

  #words(address: number, count: number): Int32Array {
    const words = new Int32Array(count);
    const file = openSync(this.#path('ram'), 'r');
    readSync(file, new Uint8Array(words.buffer), 0, words.byteLength, address);
    closeSync(file);
    return words;
  }

  #readMemory(count: number): Record[] | null {
    const control = this.#words(CONTROL, 8);
    if (control[CONTROL_WORDS.done] !== count) return null;
    return unpackRecords(this.#words(LOG, (control[CONTROL_WORDS.logEnd] - LOG) / 4), count);
  }

  #standing(): string {
    return `it stands at case ${this.#words(CONTROL, 8)[CONTROL_WORDS.done]} of the batch`;
  }
}
