import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER, shown } from './inMachine.ts';
import type { Ran } from './inMachine.ts';

/** The tools that made the files which are kept; others may give other bytes. */
const COMPILER = 'gcc (Debian 12.2.0-14+deb12u1) 12.2.0';
const LINKER = 'GNU ld (GNU Binutils for Debian) 2.40';

const firstLine = (command: string): string => {
  const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return typeof stdout === 'string' ? stdout.split('\n')[0] : '';
};

/** Programs that were built here, as files for the machine and as processes. */
export class NativePrograms {
  readonly folder: string;
  /** What keeps the programs from being built or run here, and the mend; null if nothing does. */
  readonly missing: string | null;
  /** Why files that are built here may differ from those that are kept; null if they may not. */
  readonly otherTools: string | null;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'xok-programs-'));
    this.missing = this.#build();
    const [compiler, linker] = [firstLine('gcc'), firstLine('ld')];
    this.otherTools = compiler === COMPILER && linker === LINKER ? null : `built by ${compiler}, ${linker}; kept are those of ${COMPILER}, ${LINKER}`;
  }

  #build(): string | null {
    if (process.platform !== 'linux' || process.arch !== 'x64') return 'processes of 32 bits need Linux on x86-64';
    const { status, error, stderr } = spawnSync('make', ['-C', FOLDER, `OUT=${this.folder}`, `OBJECTS=${join(this.folder, 'objects')}`, `NATIVE=${join(this.folder, 'native')}`, 'all', 'native'], { encoding: 'utf8' });
    if (error !== undefined) return 'no make: apt-get install make gcc';
    if (status !== 0) return `gcc -m32 failed (apt-get install gcc; no C library is needed): ${stderr.trim()}`;
    return this.run('base64', Uint8Array.of(0)).output === 'AA==\n' ? null : 'the kernel does not run 32-bit processes (CONFIG_IA32_EMULATION, ia32_emulation=1)';
  }

  run(name: string, input: Uint8Array): Ran {
    const { stdout, status } = spawnSync(join(this.folder, 'native', name), [], { input, maxBuffer: 1 << 24 });
    return { output: shown(stdout ?? new Uint8Array()), status };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
