import { BATCH_COUNT_MAX, BATCH_RECORD_WORDS, CALLS } from '../../abi/calls.ts';
import { CALL_COSTS } from '../../abi/costs.ts';
import { ERRORS } from '../../abi/errors.ts';
import { envId, type EnvId, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import { ECX, EDX } from '../../x86/registers.ts';
import { VALUED } from '../call.ts';
import type { BatchRoom, Call } from '../call.ts';
import { liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';
import { SERVICES, costOf } from '../services.ts';
import { leavesUserSpace, missAt, missingByte } from '../userMemory.ts';

/** Whether an `env` that is an argument names the caller. */
function namesCaller(image: KernelImage, cpu: Cpu, env: EnvId): boolean {
  return env === 0 || liveIndex(image, env) === runningEnv(image, cpu);
}

/**
 * Performs one record, whose words `call` holds, and charges it whatever becomes of it. A batch is no service, so a
 * record that asks for one is refused with the unknown numbers; a record that could end the caller or switch to another
 * env is refused because the records after it would have nobody to be performed for.
 */
function perform(image: KernelImage, cpu: Cpu, number: number, call: Call): number {
  const service = SERVICES.get(number);
  image.charge(number === CALLS.batch.number ? CALL_COSTS.batch.base : costOf(service, call.words)); // LAY-14
  if (service === undefined) return ERRORS.E_INVAL; // BAT-4
  if (number === CALLS.yield.number) return ERRORS.E_INVAL; // BAT-4
  if (number === CALLS.env_free.number && namesCaller(image, cpu, envId(call.words[1]))) return ERRORS.E_INVAL; // BAT-4
  const status = service.handler(image, cpu, call); // BAT-3
  return status < 0 ? ERRORS.E_FAULT : status; // BAT-5
}

/**
 * batch (records, n): performs up to 16 calls. A record that is refused is the error of the batch; the registers that
 * tell what was done before it are written here, because a refused call has none.
 */
export function batch(image: KernelImage, cpu: Cpu, call: Call, room: BatchRoom): number {
  const at = virtualAddress(call.words[0]);
  const count = call.words[1] >>> 0;
  if (count > BATCH_COUNT_MAX) return ERRORS.E_INVAL; // BAT-1
  const lengthWords = BATCH_RECORD_WORDS * count;
  if (leavesUserSpace(at, 4 * lengthWords)) return ERRORS.E_FAULT; // BAT-2
  const missing = missingByte(cpu, at, 4 * lengthWords);
  if (missing >= 0) return missAt(missing, 0); // ENT-5
  for (let i = 0; i < lengthWords; i++) room.records[i] = cpu.readSupervisor32((at + 4 * i) | 0); // ENT-6

  let status = 0;
  let done = 0;
  while (done < count) {
    const record = BATCH_RECORD_WORDS * done;
    for (let i = 1; i < BATCH_RECORD_WORDS; i++) room.call.words[i - 1] = room.records[record + i]; // BAT-3
    status = perform(image, cpu, room.records[record], room.call); // BAT-3
    if (status === VALUED) cpu.regs[EDX] = room.call.value; // BAT-6
    else if (status !== 0) break; // BAT-3
    done++;
  }
  cpu.regs[ECX] = done; // BAT-6
  return status === VALUED ? 0 : status; // BAT-6
}
