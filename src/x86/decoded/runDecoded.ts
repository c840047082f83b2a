import type { Cpu } from '../cpu.ts';
import { RF, TF } from '../registers.ts';
import type { Block, Exit } from './block.ts';
import { settleFlags } from './lazyFlags.ts';
import { NEXT, TAKEN, JUMPED } from './step.ts';

/* Imported constants would be loaded and checked at every use. */
const GOES_ON = NEXT;
const JUMPS = TAKEN;
const HAS_JUMPED = JUMPED;

/**
 * Executes decoded blocks in ring 3 as long as they fit before `stop` retired instructions and nothing out of the
 * ordinary happens. Leaves the processor at an instruction boundary, as the interpreter would. Returns how many
 * instructions the interpreter should execute before the next attempt.
 */
export function runDecoded(cpu: Cpu, stop: number): number {
  // A code segment with a limit needs a check of every fetch and jump.
  if (cpu.cs.limit !== -1 || (cpu.flags & (TF | RF)) !== 0) return cpu.code.patience;
  let block = cpu.code.find();
  if (block === null) return cpu.code.isCold ? cpu.code.patience : 0;
  let left = stop - cpu.retired;
  while (block !== null && block.retired <= left) {
    if (block.repeat !== null) {
      left -= block.repeat(cpu, left - 1);
      break;
    }
    const { steps }: Block = block;
    let at = 0;
    let outcome = steps[0](cpu);
    while (outcome === GOES_ON) outcome = steps[++at](cpu);
    if (outcome === JUMPS) {
      const exit: Exit = block.exits[at];
      left -= exit.retired;
      block = exit.next ?? follow(cpu, block, exit);
      cpu.eip = (cpu.eip + exit.distance) | 0;
      if (block === null) block = cpu.code.find();
    } else if (outcome === HAS_JUMPED) {
      left -= block.retired;
      block = cpu.code.find();
    } else {
      left -= block.before[at];
      cpu.eip = (cpu.eip + block.starts[at]) | 0;
      break;
    }
  }
  cpu.retired = stop - left;
  settleFlags(cpu);
  return 0;
}

/** The block behind an exit within the page, remembered from now on; null if there is none. EIP is still that of the block. */
function follow(cpu: Cpu, block: Block, exit: Exit): Block | null {
  if (!exit.staysInPage) return null;
  exit.next = cpu.code.inPage(block.offset + exit.distance);
  return exit.next;
}
