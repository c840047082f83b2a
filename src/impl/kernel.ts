import { Broken } from '../abi/broken.ts';
import { COST_IDLE, COST_SLICE_END } from '../abi/costs.ts';
import { VECTOR } from '../abi/vectors.ts';
import { virtualAddress } from '../abi/words.ts';
import type { Cpu } from '../x86/cpu.ts';
import type { Machine } from '../x86/machine.ts';
import { ESP } from '../x86/registers.ts';
import { BatchRoom, Call } from './call.ts';
import { lendUnit } from './floatingPoint.ts';
import { KernelImage } from './kernelImage.ts';
import { CORE, ERROR_CODE_VECTORS, IDLE_FRAME_EIP, SELECTOR, STUB_BYTES, STUB_VECTORS, TRAP_FRAME } from './layoutCore.ts';
import { resetDataSegments, runningEnv, saveRegisters } from './processor.ts';
import { endSlice, schedule } from './scheduler.ts';
import { serveCall } from './serveCall.ts';
import { upcall } from './upcall.ts';

/** Vectors with a stub, as a table: 0 none, 1 without error code, 2 with one. */
const STUB_KIND = Uint8Array.from({ length: VECTOR.systemCall + 1 }, (_, vector) => {
  if (!STUB_VECTORS.includes(vector)) return 0;
  return ERROR_CODE_VECTORS.includes(vector) ? 2 : 1;
});

/** The vector whose stub the processor has halted in: EIP is after the stub's HLT. */
function haltedVector(image: KernelImage, cpu: Cpu): number {
  const offset = (cpu.eip - 1 - image.coreLinear - CORE.stubs) | 0;
  const vector = offset / STUB_BYTES;
  if (offset % STUB_BYTES !== 0 || !(STUB_KIND[vector] > 0)) throw new Broken('EXC-5', `halted at ${cpu.eip >>> 0}, which is in no stub`);
  return vector;
}

/** Checks that the entry came from ring 3: the stack holds one frame, and its CS is the user's. */
function assertFromUser(image: KernelImage, cpu: Cpu, vector: number): void {
  const frame = STUB_KIND[vector] === 2 ? TRAP_FRAME.errorCode : TRAP_FRAME.eip;
  const atTop = cpu.regs[ESP] === ((image.coreLinear + CORE.stackTop + frame) | 0);
  if (atTop && image.ram.read32(image.stackTop + TRAP_FRAME.cs) === SELECTOR.userCode) return;
  throw new Broken('EXC-5', `vector ${vector} did not come from ring 3`);
}

/** The Xok kernel. It is entered where a stub has halted the processor, and it leaves by the stub's IRET. */
export class Kernel {
  readonly #image: KernelImage;
  /** Work space of the call being served; between two entries it means nothing. */
  readonly #call = new Call();
  readonly #room = new BatchRoom();

  private constructor(machine: Machine) {
    this.#image = new KernelImage(machine);
  }

  /** A kernel over a machine that was booted, here or elsewhere; it continues where the machine stands. */
  static attach(machine: Machine): Kernel {
    return new Kernel(machine);
  }

  /** Starts the first slice of a machine whose image has just been written. BOO-6. */
  start(cpu: Cpu): void {
    schedule(this.#image, cpu); // BOO-6
  }

  /** Serves the entry for which the processor has halted; then its next instructions complete the entry. */
  service(cpu: Cpu): void {
    this.#serve(cpu);
    resetDataSegments(cpu); // LAY-13
  }

  #serve(cpu: Cpu): void {
    const image = this.#image;
    const vector = haltedVector(image, cpu);
    const index = runningEnv(image, cpu);
    if (index < 0) return this.#serveIdle(cpu, vector);
    assertFromUser(image, cpu, vector);
    switch (vector) {
      case VECTOR.systemCall: return serveCall(image, cpu, this.#call, this.#room);
      case VECTOR.deviceNotAvailable: return lendUnit(image, cpu, index); // FPU-4
      case VECTOR.timer: return this.#endSlice(cpu);
      case VECTOR.doubleFault: throw new Broken('EXC-5', 'double fault');
      default: return this.#deliver(cpu, vector);
    }
  }

  #serveIdle(cpu: Cpu, vector: number): void {
    const image = this.#image;
    if (vector !== VECTOR.timer || cpu.regs[ESP] !== ((image.coreLinear + CORE.stackTop + IDLE_FRAME_EIP) | 0)) {
      throw new Broken('EXC-5', `vector ${vector} in ring 0`);
    }
    image.charge(COST_IDLE); // TIM-5
    schedule(image, cpu); // TIM-5
  }

  #endSlice(cpu: Cpu): void {
    const image = this.#image;
    saveRegisters(image, cpu); // TIM-4
    image.charge(COST_SLICE_END); // TIM-4
    endSlice(image, cpu); // TIM-4
  }

  #deliver(cpu: Cpu, vector: number): void {
    const image = this.#image;
    const errorCode = STUB_KIND[vector] === 2 ? image.ram.read32(image.stackTop + TRAP_FRAME.errorCode) : 0;
    upcall(image, cpu, vector, errorCode, virtualAddress(vector === VECTOR.pageFault ? cpu.cr2 : 0)); // EXC-1
  }
}
