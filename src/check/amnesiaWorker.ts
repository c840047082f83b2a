import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Kernel } from '../impl/kernel.ts';
import { Abstraction } from '../refine/abstraction.ts';
import { hashState } from '../refine/stateHash.ts';
import { Machine } from '../x86/machine.ts';
import { Stop } from '../x86/cpu.ts';
import { driveSegment } from './drive.ts';
import { decodeMachineImage } from './files/machineImage.ts';
import type { Step } from './step.ts';

/** What a fresh thread is asked: continue from the image in a file by these steps. */
export interface ContinueRequest {
  readonly file: string;
  readonly steps: readonly Step[];
}

/** The hash of the abstract state after each step. */
export interface ContinueAnswer {
  readonly hashes: readonly string[];
}

const request: ContinueRequest = workerData;

const continueFrom = ({ file, steps }: ContinueRequest): ContinueAnswer => {
  const { state, boot } = decodeMachineImage(readFileSync(file));
  const machine = new Machine(state.ramWords.byteLength);
  machine.load(state);
  const kernel = Kernel.attach(machine);
  const abstraction = new Abstraction(machine, boot);
  const cpu = machine.cpus[0];
  const hashes = steps.map((step) => {
    if (driveSegment(machine, step) === Stop.Halt) {
      kernel.service(cpu);
      cpu.run(0);
    }
    return hashState(abstraction.full());
  });
  return { hashes };
};

parentPort?.postMessage(continueFrom(request));
