import { PAGE_BYTES } from '../../abi/addressMap.ts';
import type { UnitOperation } from '../pad.ts';
import type { Step } from '../step.ts';
import { isPending } from '../unitImage.ts';
import { PLAIN_FLAGS } from './callDraft.ts';
import { dataAddress } from './drawUser.ts';
import { uareaAddress } from './pools.ts';
import type { Scene } from './pools.ts';

/** By weight: numbers are loaded more often than stored, so that the stack fills up and overflows. */
const OPERATIONS: readonly UnitOperation[] = ['fild', 'fild', 'fild', 'fild', 'fild', 'fistp', 'fistp', 'fistp', 'fldcw', 'fnstcw', 'wait', 'fninit'];

/** Control words, with exceptions masked or not and every rounding, and numbers at the ends of a word's range. */
const OPERANDS: readonly number[] = [0x37f, 0x37e, 0x340, 0x35f, 0x77f, 0xb7f, 0xf7f, 0x27f, 1, 0x7fffffff, 0x80000000, 0xffffffff];

/**
 * Instructions that leave what the pad's cannot, each filled up with NOPs: 1, pi, 0, a copy, a change of sign, a square
 * root, a quotient, FNSAVE and FRSTOR of [EBX], a scaling, registers emptied, exceptions forgotten.
 */
const RAW: readonly number[] = [
  0x9090e8d9, 0x9090ebd9, 0x9090eed9, 0x9090c0d9, 0x9090e0d9, 0x9090fad9, 0x9090f9de, 0x909033dd, 0x909023dd, 0x9090fdd9, 0x9090c2dd, 0x9090e2db,
];

/** Where operands are: a few words of the own u-area, so that what is stored is loaded again, or anywhere. */
const operandAddress = (scene: Scene): number =>
  (scene.draw.chance(80) ? uareaAddress(scene) + 3072 + scene.draw.of([0, 0, 0, 4, 4, 2]) : dataAddress(scene));

const drawRaw = (scene: Scene, esp: number): Step => {
  const { draw } = scene;
  const at = uareaAddress(scene) + 2560;
  const stores = Array.from({ length: 2 + draw.below(5) }, (_, i) => ({ address: at + 4 * i, value: draw.of(RAW), bytes: 4 as const }));
  return { kind: 'raw', stores, registers: { ebx: uareaAddress(scene) + 3072, esp, eflags: PLAIN_FLAGS }, eip: at, instructions: 1 + draw.below(3 * stores.length) };
};

/** Something on the floating-point unit, or an operand for it. */
export const drawComputation = (scene: Scene): Step => {
  const { draw, state: { processor: { unit } } } = scene;
  const esp = uareaAddress(scene) + PAGE_BYTES - 64;
  const kind = draw.below(16);
  const ebx = operandAddress(scene);
  if (kind === 14) return { kind: 'user', operation: 'store32', registers: { ebx, eax: draw.of(OPERANDS), eflags: PLAIN_FLAGS } };
  if (kind === 15) return drawRaw(scene, esp);
  const mends = unit !== null && isPending(unit) && draw.chance(40);
  return { kind: 'user', operation: mends ? 'fninit' : draw.of(OPERATIONS), registers: { ebx, esp, eflags: PLAIN_FLAGS + (draw.chance(4) ? 0x100 : 0) } };
};
