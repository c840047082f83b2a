import { drawGate } from './descriptorDraw.ts';
import { KERNEL_STACK_TOP, USER_DATA, USER_STACK_TOP } from './layout.ts';
import { CR0 } from './scene.ts';
import type { Scene } from './scene.ts';
import { changeInnerStack, changeSurroundings, userHandlers } from './surroundings.ts';

const FLAG = { reserved: 2, overflow: 0x800, interrupt: 0x200, direction: 0x400, iopl: 0x3000, nested: 0x4000, resume: 0x10000, alignment: 0x40000, identification: 0x200000 } as const;

/** Flags that survive an instruction or that a gate clears. */
export const anyFlags = (scene: Scene): number => {
  const { draws } = scene;
  let flags: number = FLAG.reserved | (draws.word() & 0x8d5);
  for (const bit of [FLAG.interrupt, FLAG.direction, FLAG.identification, FLAG.alignment, FLAG.resume]) if (draws.percent(25)) flags |= bit;
  if (draws.percent(25)) flags |= FLAG.iopl & draws.word();
  return flags;
};

const VECTORS = [0, 1, 3, 4, 5, 8, 13, 14, 0x20, 0x21, 0x2f, 0x30, 0x31, 0x3f, 0x40, 0x80, 0xff];

/** INT n, INT3 and INTO through gates of all kinds. */
export const drawSoftwareInterrupt = (scene: Scene): void => {
  const { draws } = scene;
  changeSurroundings(scene, 40);
  const instruction = draws.pick(['int', 'int', 'int3', 'into']);
  const vector = instruction === 'int' ? draws.pick(VECTORS) : instruction === 'int3' ? 3 : 4;
  if (draws.percent(70) && vector < 0x40) drawGate(scene, vector);
  scene.code(instruction === 'int' ? `int ${vector}` : instruction);
  scene.begin(anyFlags(scene));
};

interface Faulting {
  readonly vector: number;
  readonly text: string;
  readonly prepare?: (scene: Scene) => void;
}

const ABSENT = USER_STACK_TOP;

const withAlignment = (scene: Scene): void => {
  scene.given.cr0 |= CR0.alignment;
  scene.given.ebx |= scene.draws.between(0, 3);
};
const withZeroDivisor = (scene: Scene): void => {
  scene.given.ecx = 0;
};

/** Both numbers lie in one page: QEMU reads the second even where the first decides (MCH-76). */
const withBounds = (scene: Scene): void => {
  scene.given.ebx &= ~7;
  scene.putWords(scene.given.ebx, [100, 50]);
};

/** One instruction each that faults, or does so in ring 3. */
const FAULTING: readonly Faulting[] = [
  { vector: 0, text: 'div ecx', prepare: withZeroDivisor },
  { vector: 0, text: 'idiv cl', prepare: withZeroDivisor },
  { vector: 0, text: 'aam 0' },
  { vector: 5, text: 'bound eax, [ebx]', prepare: withBounds },
  { vector: 6, text: 'ud2' },
  { vector: 6, text: 'db 0xf0, 0x90' },
  { vector: 6, text: 'db 0x8e, 0xc8' },
  { vector: 6, text: 'db 0x8d, 0xc0' },
  { vector: 7, text: 'db 0xd9, 0xc0', prepare: (scene) => { scene.given.cr0 |= scene.draws.pick([CR0.emulate, CR0.taskSwitched]); } },
  { vector: 12, text: 'mov eax, ss:[ebx]' },
  { vector: 13, text: 'mov gs:[ebx], eax' },
  { vector: 13, text: 'mov cs:[ebx], eax' },
  { vector: 13, text: 'mov eax, fs:[ebx]' },
  { vector: 13, text: 'hlt', prepare: (scene) => { scene.ring = 3; } },
  { vector: 13, text: `${'db 0x3e\n'.repeat(15)}nop` },
  { vector: 14, text: `mov eax, [${ABSENT}]` },
  { vector: 14, text: `mov [${ABSENT}], eax` },
  { vector: 14, text: `mov eax, [${ABSENT - 2}]` },
  { vector: 14, text: `mov [${ABSENT - 1}], eax` },
  { vector: 14, text: `mov eax, [${KERNEL_STACK_TOP - 4}]` },
  { vector: 14, text: `add dword [${KERNEL_STACK_TOP - 8}], 1` },
  { vector: 14, text: `mov eax, [${USER_DATA}]` },
  { vector: 17, text: 'mov eax, [ebx]', prepare: withAlignment },
  { vector: 17, text: 'mov [ebx], ax', prepare: withAlignment },
  { vector: 17, text: 'push eax', prepare: (scene) => { scene.given.cr0 |= CR0.alignment; } },
];

/** Faults, often through a gate of any kind, so that a second one follows. */
export const drawFault = (scene: Scene): void => {
  const { draws } = scene;
  const { vector, text, prepare } = draws.pick(FAULTING);
  changeSurroundings(scene, 40);
  prepare?.(scene);
  if (draws.percent(45)) drawGate(scene, vector);
  if (draws.percent(25)) drawGate(scene, draws.pick([8, 10, 11, 12, 13, 14]));
  scene.code(text);
  const flags = anyFlags(scene) | (vector === 17 && draws.percent(80) ? FLAG.alignment : 0);
  const unaligned = vector === 17 && draws.percent(50) ? draws.between(1, 3) : 0;
  scene.begin(flags, USER_STACK_TOP - 4 * draws.between(4, 40) - unaligned);
};

/** Events of ring 3 whose stack in ring 0 is unusual, with handlers in ring 3 for the faults that follow. */
export const drawInnerStack = (scene: Scene): void => {
  const { draws } = scene;
  scene.ring = 3;
  changeInnerStack(scene);
  if (draws.percent(80)) userHandlers(scene);
  changeSurroundings(scene, 15);
  scene.code(draws.pick(['int 0x22', 'hlt', `mov eax, [${ABSENT}]`, 'int3', 'int 0x80', 'div ecx']));
  scene.given.ecx = 0;
  scene.begin(anyFlags(scene));
};
