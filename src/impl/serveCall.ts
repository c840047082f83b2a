import { CALLS } from '../abi/calls.ts';
import { CALL_COSTS, COST_UNKNOWN_CALL } from '../abi/costs.ts';
import type { Cost } from '../abi/costs.ts';
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

/** What serves a call, and what it costs whether refused or not. */
interface Service {
  readonly handler: (image: KernelImage, cpu: Cpu) => number;
  readonly cost: Cost;
  /** Rows charged beside those that the handler charges where it finds them. */
  readonly rows: (cpu: Cpu) => number;
}

const noRows = (): number => 0;

const SERVICES: ReadonlyMap<number, Service> = new Map<number, Service>([
  [CALLS.geteid.number, { handler: geteid, cost: CALL_COSTS.geteid, rows: noRows }],
  [CALLS.forge.number, { handler: forge, cost: CALL_COSTS.forge, rows: noRows }],
  [CALLS.remove_vas.number, { handler: removeVas, cost: CALL_COSTS.remove_vas, rows: removeVasRows }],
  [CALLS.insert_pte.number, { handler: insertPte, cost: CALL_COSTS.insert_pte, rows: noRows }],
  [CALLS.pt_free.number, { handler: ptFree, cost: CALL_COSTS.pt_free, rows: noRows }],
  [CALLS.pgacl_mod.number, { handler: pgaclMod, cost: CALL_COSTS.pgacl_mod, rows: noRows }],
  [CALLS.env_free.number, { handler: envFree, cost: CALL_COSTS.env_free, rows: noRows }],
  [CALLS.yield.number, { handler: yieldCall, cost: CALL_COSTS.yield, rows: noRows }],
]);

function dispatch(image: KernelImage, cpu: Cpu, service: Service | undefined): number {
  if (service === undefined) return ERRORS.E_INVAL; // ENT-2
  return service.handler(image, cpu);
}

/** Serves the call whose number is in EAX. The cost is taken from the registers at the trap. */
export function serveCall(image: KernelImage, cpu: Cpu): void {
  const service = SERVICES.get(cpu.regs[EAX]);
  const cost = service === undefined ? COST_UNKNOWN_CALL : service.cost.base + service.cost.perRow * service.rows(cpu);
  leave(image, cpu, dispatch(image, cpu, service), cost);
}
