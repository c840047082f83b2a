import { ARGUMENT_REGISTERS, CALLS } from '../abi/calls.ts';
import { CALL_COSTS } from '../abi/costs.ts';
import { ERRORS } from '../abi/errors.ts';
import { QUANTUM } from '../abi/layout.ts';
import { VECTOR } from '../abi/vectors.ts';
import { envId, type EnvId, virtualAddress } from '../abi/words.ts';
import type { Cpu } from '../x86/cpu.ts';
import { EAX, EDX, REGISTER_NAMES } from '../x86/registers.ts';
import { SLICE_ENDS, SWITCHED, VALUED } from './call.ts';
import type { BatchRoom, Call } from './call.ts';
import { batch } from './calls/batch.ts';
import type { KernelImage } from './kernelImage.ts';
import { TRAP_FRAME } from './layoutCore.ts';
import { runningEnv, runningQuantum, saveRegisters } from './processor.ts';
import { endSlice } from './scheduler.ts';
import { SERVICES, costOf } from './services.ts';
import type { Service } from './services.ts';
import { upcall } from './upcall.ts';
import { addressOfMiss, errorCodeOfMiss } from './userMemory.ts';

/** Bytes of the INT instruction, without prefixes. */
const INT_BYTES = 2;

/** Numbers of the registers that hold the words of a call. LAY-1. */
const WORD_REGISTERS: readonly number[] = ARGUMENT_REGISTERS.map((name) => REGISTER_NAMES.indexOf(name));

/** A byte that the call needs was missing or forbidden: the call restarts after its page fault has been handled. */
function restartAfterFault(image: KernelImage, cpu: Cpu, miss: number): void {
  const eip = image.stackTop + TRAP_FRAME.eip;
  image.ram.write32(eip, image.ram.read32(eip) - INT_BYTES); // ENT-5
  upcall(image, cpu, VECTOR.pageFault, errorCodeOfMiss(miss), virtualAddress(addressOfMiss(miss) | 0)); // ENT-5, ENT-9
}

/** Id of the env that owns the running quantum; 0 if the quantum is free. */
function ownerOfQuantum(image: KernelImage, cpu: Cpu): EnvId {
  return envId(image.ram.read32(image.quantumRow(runningQuantum(image, cpu)) + QUANTUM.env));
}

/** Writes the results of a call whose caller goes on, now or later. */
function writeResults(cpu: Cpu, call: Call, status: number): void {
  cpu.regs[EAX] = status < SLICE_ENDS ? status : 0; // ENT-1
  if (status === VALUED) cpu.regs[EDX] = call.value; // ENT-1
}

/** Ends a call: its cost, then its result, then a new slice if the old one is over. `owner` is that of the quantum at the trap. */
function leave(image: KernelImage, cpu: Cpu, call: Call, status: number, cost: number, owner: EnvId): void {
  if (status < 0) return restartAfterFault(image, cpu, status);
  image.charge(cost); // LAY-14
  if (runningEnv(image, cpu) < 0) return endSlice(image, cpu); // ENV-6
  if (status === SWITCHED) return;
  const ends = status === SLICE_ENDS || ownerOfQuantum(image, cpu) !== owner; // ENV-7
  writeResults(cpu, call, status); // ENT-1
  if (!ends) return;
  saveRegisters(image, cpu); // ENV-7, YLD-3
  endSlice(image, cpu); // ENV-7, YLD-3
}

function dispatch(image: KernelImage, cpu: Cpu, call: Call, service: Service | undefined): number {
  if (service === undefined) return ERRORS.E_INVAL; // ENT-2
  return service.handler(image, cpu, call);
}

/**
 * Serves the call whose number is in EAX. Words, cost and the owner of the quantum are taken at the trap; so a batch,
 * which charges its records itself, is judged by what all of them together made of the quantum.
 */
export function serveCall(image: KernelImage, cpu: Cpu, call: Call, room: BatchRoom): void {
  const number = cpu.regs[EAX];
  for (let i = 0; i < WORD_REGISTERS.length; i++) call.words[i] = cpu.regs[WORD_REGISTERS[i]];
  const owner = ownerOfQuantum(image, cpu); // ENV-7, BAT-7
  if (number === CALLS.batch.number) return leave(image, cpu, call, batch(image, cpu, call, room), CALL_COSTS.batch.base, owner);
  const service = SERVICES.get(number);
  const cost = costOf(service, call.words);
  leave(image, cpu, call, dispatch(image, cpu, call, service), cost, owner);
}
