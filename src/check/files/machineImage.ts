import * as Schema from 'effect/Schema';
import { PAGE_BYTES } from '../../abi/addressMap.ts';
import type { BootConfiguration } from '../../abi/geometry.ts';
import { INTERFACE_VERSION } from '../../abi/layout.ts';
import type { MachineState } from '../../x86/machine.ts';
import { BootSchema, bootDocument, bootOfDocument } from './bootSchema.ts';
import { ImageError, joinChunks, splitChunks } from './chunks.ts';
import type { Chunk } from './chunks.ts';
import { decodeCpu, encodeCpu } from './cpuChunk.ts';
import { decodeDocument, parseJson } from './decodeJson.ts';
import { FileError } from './fileError.ts';
import { readInput } from './readInput.ts';
import { writeAtomically } from './writeAtomically.ts';

/** A machine at a trap boundary, with what it was booted from. */
export interface MachineImage {
  readonly state: MachineState;
  readonly boot: BootConfiguration;
}

const TAG = { head: 'HEAD', ram: 'RAM ', cpu: 'CPU ', time: 'TIME' } as const;
const BYTES_MAX = 512 * 1024 * 1024;
/** Clock, deadline and vector. */
const TIME_BYTES = 24;
const MEND = 'have xok write the image again';
/** How a timer that is not armed is written. */
const UNARMED = -1;

const HeadSchema = Schema.Struct({ interface: Schema.Literal(INTERFACE_VERSION), cpus: Schema.Literal(1), boot: BootSchema });

const bytesOfWords = (words: Int32Array): Uint8Array => {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => view.setInt32(i * 4, word, true));
  return bytes;
};

const encodeTime = ({ clock, timerDeadline, timerVector }: MachineState): Uint8Array => {
  const bytes = new Uint8Array(TIME_BYTES);
  const view = new DataView(bytes.buffer);
  [clock, timerDeadline === Infinity ? UNARMED : timerDeadline, timerVector].forEach((value, i) => view.setFloat64(i * 8, value, true));
  return bytes;
};

/** The bytes of a machine: header, memory, each processor with its translation caches, timer and clock. FIL-8. */
export const encodeMachineImage = (state: MachineState, boot: BootConfiguration): Uint8Array => {
  const head = { interface: INTERFACE_VERSION, cpus: state.cpus.length, boot: bootDocument(boot) };
  return joinChunks([
    { tag: TAG.head, bytes: Buffer.from(JSON.stringify(head), 'utf8') },
    { tag: TAG.ram, bytes: bytesOfWords(state.ramWords) },
    ...state.cpus.map((cpu) => ({ tag: TAG.cpu, bytes: encodeCpu(cpu) })),
    { tag: TAG.time, bytes: encodeTime(state) },
  ]);
};

const decodeRam = ({ bytes }: Chunk, boot: BootConfiguration): Int32Array => {
  if (bytes.length !== boot.geometry.frames * PAGE_BYTES) throw new ImageError('RAM', `has ${bytes.length} bytes, but the geometry has ${boot.geometry.frames} frames`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(i * 4, true));
};

const decodeTime = ({ bytes }: Chunk): Pick<MachineState, 'clock' | 'timerDeadline' | 'timerVector'> => {
  if (bytes.length !== TIME_BYTES) throw new ImageError('TIME', 'has another length');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [clock, deadline, vector] = [0, 8, 16].map((at) => view.getFloat64(at, true));
  const isTime = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  if (!isTime(clock) || !(isTime(deadline) || deadline === UNARMED)) throw new ImageError('TIME', 'the clock or the deadline is no natural number');
  if (!Number.isInteger(vector) || vector < 0 || vector > 255) throw new ImageError('TIME', 'the vector is not from 0 to 255');
  return { clock, timerDeadline: deadline === UNARMED ? Infinity : deadline, timerVector: vector };
};

const decode = (file: string, bytes: Uint8Array): MachineImage => {
  const chunks = splitChunks(bytes);
  const order = [TAG.head, TAG.ram, TAG.cpu, TAG.time];
  if (chunks.length !== order.length || chunks.some(({ tag }, i) => tag !== order[i])) throw new ImageError('', 'lacks chunks, or has others than HEAD, RAM, CPU, TIME');
  const [head, ram, cpu, time] = chunks;
  const place = `${file}: HEAD`;
  const { boot: document } = decodeDocument(place, HeadSchema, parseJson(place, head.bytes));
  const boot = bootOfDocument(place, document);
  return { boot, state: { ramWords: decodeRam(ram, boot), cpus: [decodeCpu(cpu.bytes, 'CPU 0')], ...decodeTime(time) } };
};

/** The machine of an image; `file` is the name that errors give it. FIL-10. @throws FileError */
export const decodeMachineImage = (bytes: Uint8Array, file = 'machine image'): MachineImage => {
  try {
    return decode(file, bytes);
  } catch (error) {
    if (error instanceof ImageError) throw new FileError(file, error.place, error.message, MEND);
    throw error;
  }
};

/** Reads an image file. @throws FileError */
export const readMachineImage = (file: string): MachineImage => decodeMachineImage(readInput(file, BYTES_MAX), file);

/** Writes an image file whole or not at all. @throws FileError */
export const writeMachineImage = (file: string, { state, boot }: MachineImage): void => writeAtomically(file, encodeMachineImage(state, boot));
