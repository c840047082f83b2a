import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The same as in guest/build.sh, so that the loops are the same instructions. */
const OPTIONS = ['-m32', '-march=i686', '-O2', '-ffreestanding', '-fno-pic', '-fno-pie', '-fno-stack-protector', '-fcf-protection=none',
  '-fno-asynchronous-unwind-tables', '-fno-tree-vectorize', '-fno-tree-loop-distribute-patterns', '-nostdlib', '-static', '-no-pie', '-DCALL_VECTOR=0x80'];

/** The loops as a 32-bit process of the host that times itself. */
export interface Native {
  run(loop: number, rounds: number): { readonly nanoseconds: number; readonly value: number };
  close(): void;
}

/** Compiles guest/native.c; null, and a line that says what is missing, if that is not possible. */
export const buildNative = (): Native | null => {
  const folder = mkdtempSync(join(tmpdir(), 'xok-bench-'));
  const program = join(folder, 'native');
  const close = (): void => rmSync(folder, { recursive: true });
  const sources = ['native.c', 'kernels.c', 'loops.S'].map((name) => join('bench', 'x86', 'guest', name));
  const { status, error, stderr } = spawnSync('gcc', [...OPTIONS, '-o', program, ...sources], { encoding: 'utf8' });
  const tried = status === 0 ? spawnSync(program, ['0', '1']).status : null;
  if (status !== 0 || tried !== 0) {
    const why = error !== undefined ? 'gcc is not installed' : status !== 0 ? `gcc refuses: ${stderr}` : 'this host runs no 32-bit programs';
    process.stderr.write(`no native figures: ${why}\n`);
    close();
    return null;
  }
  return {
    run(loop, rounds) {
      const { stdout } = spawnSync(program, [String(loop), String(rounds)], { encoding: 'utf8' });
      const [nanoseconds, value] = stdout.trim().split(' ').map((digits) => Number.parseInt(digits, 16));
      return { nanoseconds, value };
    },
    close,
  };
};
