import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionName } from './functions.ts';

/** The functions of functions.c as a process of the host that times itself. */
export interface Native {
  /** Runs a function as often as told; nanoseconds in all, and the checksum of a run. */
  measure(name: FunctionName, metadata: Uint8Array, times: number): { readonly nanoseconds: number; readonly checksum: number };
  close(): void;
}

/** Compiles native.c; null, and a line that says what is missing, if that is not possible. */
export const buildNative = (): Native | null => {
  const folder = mkdtempSync(join(tmpdir(), 'xok-bench-'));
  const program = join(folder, 'native');
  const close = (): void => rmSync(folder, { recursive: true });
  const { status, error, stderr } = spawnSync('gcc', ['-O2', '-o', program, join('bench', 'udf', 'native.c')], { encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`no native figures: ${error === undefined ? `gcc refuses bench/udf/native.c: ${stderr}` : 'gcc is not installed'}\n`);
    close();
    return null;
  }
  return {
    measure(name, metadata, times) {
      const { stdout } = spawnSync(program, [name, String(times)], { input: metadata, encoding: 'utf8' });
      const [nanoseconds, checksum] = stdout.trim().split(' ').map(Number);
      return { nanoseconds, checksum };
    },
    close,
  };
};
