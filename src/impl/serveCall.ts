import { CALLS } from '../abi/calls.ts';
import { CALL_COSTS, COST_UNKNOWN_CALL } from '../abi/costs.ts';
import { ERRORS } from '../abi/errors.ts';
import { QUANTUM, QUANTUM_STATUS } from '../abi/layout.ts';
import { VECTOR } from '../abi/vectors.ts';
import type { Cpu } from '../x86/cpu.ts';
import { EAX } from '../x86/registers.ts';
import { envFree } from './calls/envFree.ts';
import { forge } from './calls/forge.ts';
import { geteid } from './calls/geteid.ts';
import { insertPte } from './calls/insertPte.ts';
import { pgaclMod } from './calls/pgaclMod.ts';
import { ptFree } from './calls/ptFree.ts';
import { removeVas, removeVasRows } from './calls/removeVas.ts';
import { SLICE_ENDS, SWITCHED, yieldCall } from './calls/yield.ts';
import type { KernelImage } from './kernelImage.ts';
import { TRAP_FRAME } from './layoutCore.ts';
import { runningEnv, runningQuantum, saveRegisters } from './processor.ts';
import { schedule } from './scheduler.ts';
import { upcall } from './upcall.ts';
import { addressOfMiss } from './userMemory.ts';

/** Bytes of the INT instruction, without prefixes. */
const INT_BYTES = 2;

/** An argument byte was missing: the call restarts after its page fault has been handled. */
function restartAfterFault(image: KernelImage, cpu: Cpu, address: number): void {
  const eip = image.stackTop + TRAP_FRAME.eip;
  image.ram.write32(eip, image.ram.read32(eip) - INT_BYTES); // ENT-5
  upcall(image, cpu, VECTOR.pageFault, 0, address | 0); // ENT-5
}

function runningQuantumIsFree(image: KernelImage, cpu: Cpu): boolean {
  return image.ram.read32(image.quantumRow(runningQuantum(image, cpu)) + QUANTUM.status) === QUANTUM_STATUS.free;
}

/** Ends a call: its cost, then its result, then a new slice if the old one is over. */
function leave(image: KernelImage, cpu: Cpu, status: number, cost: number): void {
  if (status < 0) return restartAfterFault(image, cpu, addressOfMiss(status));
  image.charge(cost); // LAY-14
  if (runningEnv(image, cpu) < 0) return schedule(image, cpu); // ENV-6
  if (status === SWITCHED) return;
  const ends = status === SLICE_ENDS || runningQuantumIsFree(image, cpu); // ENV-7
  cpu.regs[EAX] = status === SLICE_ENDS ? 0 : status; // ENT-1
  if (!ends) return;
  saveRegisters(image, cpu); // ENV-7, YLD-3
  schedule(image, cpu); // ENV-7, YLD-3
}

/** Serves the call whose number is in EAX. */
export function serveCall(image: KernelImage, cpu: Cpu): void {
  switch (cpu.regs[EAX]) {
    case CALLS.geteid.number: return leave(image, cpu, geteid(image, cpu), CALL_COSTS.geteid.base);
    case CALLS.forge.number: return leave(image, cpu, forge(image, cpu), CALL_COSTS.forge.base);
    case CALLS.remove_vas.number: {
      const cost = CALL_COSTS.remove_vas.base + CALL_COSTS.remove_vas.perRow * removeVasRows(cpu);
      return leave(image, cpu, removeVas(image, cpu), cost);
    }
    case CALLS.insert_pte.number: return leave(image, cpu, insertPte(image, cpu), CALL_COSTS.insert_pte.base);
    case CALLS.pt_free.number: return leave(image, cpu, ptFree(image, cpu), CALL_COSTS.pt_free.base);
    case CALLS.pgacl_mod.number: return leave(image, cpu, pgaclMod(image, cpu), CALL_COSTS.pgacl_mod.base);
    case CALLS.env_free.number: return leave(image, cpu, envFree(image, cpu), CALL_COSTS.env_free.base);
    case CALLS.yield.number: return leave(image, cpu, yieldCall(image, cpu), CALL_COSTS.yield.base);
    default: return leave(image, cpu, ERRORS.E_INVAL, COST_UNKNOWN_CALL); // ENT-2
  }
}
