import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ByteWriter } from './liveFormat.ts';
import { WORLD } from './world.ts';

const BUILD = [
  '-m32', '-O1', '-std=gnu11', '-nostdlib', '-static', '-fno-pie', '-no-pie', '-fno-stack-protector', '-fno-builtin', '-msse2', '-mstackrealign',
  '-Wl,-Ttext-segment=0x60000000', '-Wl,--build-id=none',
];

/** Why the harness ended before it was ready, by its exit code; liveHarness.c has the others. */
const REASONS: Readonly<Record<number, string>> = {
  7: 'a page could not be mapped; those below 64 KB need root, or sysctl -w vm.mmap_min_addr=4096',
  11: 'the kernel has no seccomp', 12: 'the kernel has no seccomp filters',
};

/** Live cases cannot be run here; the message says what is missing and how to get it. */
export class Unavailable extends Error {}

const compile = (source: string, program: string): void => {
  const { status, error, stderr } = spawnSync('gcc', [...BUILD, '-o', program, source], { encoding: 'utf8' });
  if (error !== undefined) throw new Unavailable('no gcc: apt-get install gcc');
  if (status !== 0) throw new Unavailable(`gcc -m32 failed (no C library is needed): ${stderr}`);
};

const rightsOf = (writable: boolean, executable: boolean): number => (writable ? 1 : 0) | (executable ? 2 : 0);

/** The harness beside this file, or beside its source if this is the compiled copy in dist-tools. */
const harnessSource = (): string => {
  const beside = fileURLToPath(new URL('./liveHarness.c', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../../../tests/x86/oracle/liveHarness.c', import.meta.url));
};

/** The harness as a child process, which runs batches of cases one after another. */
export class LiveProcessor {
  readonly #child: ChildProcess;
  readonly #remove: () => void;
  #chunks: Buffer[] = [];
  #received = 0;
  #ended: string | null = null;
  #wake: () => void = () => {};

  private constructor(child: ChildProcess, remove: () => void) {
    this.#child = child;
    this.#remove = remove;
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#received += chunk.length;
      this.#wake();
    });
    child.on('error', (error) => this.#end(error.message));
    child.on('close', (code, signal) => this.#end(signal ?? REASONS[code ?? -1] ?? `exit code ${code}`));
    // A harness that has ended says so by `close`; writing to it is no second failure.
    child.stdin?.on('error', () => {});
  }

  /** Builds and starts the harness. @throws Unavailable where that cannot be done */
  static async start(): Promise<LiveProcessor> {
    if (process.platform !== 'linux' || process.arch !== 'x64') throw new Unavailable('live cases need x86-64 Linux that runs 32-bit processes');
    const folder = mkdtempSync(join(tmpdir(), 'xok-oracle-'));
    const remove = (): void => rmSync(folder, { recursive: true, force: true });
    try {
      const program = join(folder, 'harness');
      compile(harnessSource(), program);
      const live = new LiveProcessor(spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] }), remove);
      await live.#sendPages();
      return live;
    } catch (error) {
      remove();
      throw error;
    }
  }

  /** The answers to a batch of at most a megabyte of cases. @throws Error if the harness ends */
  async run(batch: Uint8Array): Promise<Uint8Array> {
    const head = new ByteWriter();
    head.u32(batch.length);
    this.#child.stdin?.write(head.take());
    this.#child.stdin?.write(batch);
    const length = (await this.#receive(4)).readUInt32LE(0);
    return this.#receive(length);
  }

  stop(): void {
    this.#child.stdin?.end();
    this.#child.kill('SIGKILL');
    this.#remove();
  }

  async #sendPages(): Promise<void> {
    const pages = new ByteWriter();
    pages.u32(WORLD.length);
    for (const { address, writable, executable, contents } of WORLD) {
      pages.u32(address);
      pages.u32(rightsOf(writable, executable));
      pages.raw(contents);
    }
    this.#child.stdin?.write(pages.take());
    try {
      await this.#receive(4);
    } catch (error) {
      throw new Unavailable(`a 32-bit process could not be run: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #end(reason: string): void {
    this.#ended ??= reason;
    this.#wake();
  }

  async #receive(length: number): Promise<Buffer> {
    while (this.#received < length) {
      if (this.#ended !== null) throw new Error(`the harness ended: ${this.#ended}`);
      // oxlint-disable-next-line no-await-in-loop
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = all.length > length ? [all.subarray(length)] : [];
    this.#received -= length;
    return all.subarray(0, length);
  }
}
