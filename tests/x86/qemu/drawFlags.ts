import { KERNEL_STACK_TOP, SELECTOR, USER_DATA, USER_STACK_TOP } from './layout.ts';
import { CR0, CR4 } from './scene.ts';
import type { Scene } from './scene.ts';
import { changeSurroundings } from './surroundings.ts';
import { anyFlags } from './drawEvents.ts';

/** Popped flags without TF, which belongs to the single steps, and VM, which ring 0 cannot set here. */
const POPPED = ~0x20100;

/** POPF, PUSHF, CLI and STI with all levels of IOPL, with and without a value that NT and RF show in. */
export const drawFlagInstructions = (scene: Scene): void => {
  const { draws } = scene;
  changeSurroundings(scene, 10);
  scene.given.eax = draws.word() & POPPED;
  scene.code(draws.pick([
    'push eax\npopf\npushf', 'push eax\no16 popf\npop dx\npushf', 'cli\npushf', 'sti\nnop\npushf', 'pushf\npop ecx', 'o16 pushf', 'push eax\npopf\ncli\nnop\npushf', 'sti\ncli\npushf',
  ]));
  scene.begin(anyFlags(scene) | (draws.percent(50) ? draws.word() & 0x3000 : 0) | (draws.percent(20) ? 0x4000 : 0));
};

/** Sensitive and privileged instructions, at ring 3 with all levels of IOPL. */
export const drawPrivileged = (scene: Scene): void => {
  const { draws } = scene;
  changeSurroundings(scene, 10);
  scene.ring = 3;
  scene.given.cr4 = draws.percent(50) ? CR4.timeStamp : 0;
  const text = draws.pick([
    'hlt', 'lgdt [ebx]', 'lidt [ebx]', 'lldt ax', 'ltr ax', 'lmsw ax', 'clts', 'invlpg [ebx]', 'invd', 'wbinvd', 'rdmsr', 'wrmsr', 'mov eax, cr0', 'mov cr0, eax', 'mov eax, cr2',
    'mov cr3, eax', 'mov eax, cr4', 'mov eax, dr7', 'mov dr7, eax', 'in al, 0x60', 'in eax, dx', 'out dx, al', 'out 0x80, eax', 'insb', 'outsd', 'rep insb', 'cli', 'sti',
    'rdtsc\nmov eax, 0\nmov edx, 0', 'lgdt fs:[0]', 'invlpg gs:[0]', 'lldt [0]', 'lmsw gs:[0]',
  ]);
  scene.code(text);
  // With enough IOPL ports would be used, which the machines have different ones of.
  const ports = /^(in|out|rep)/.test(text);
  scene.begin(anyFlags(scene) & (ports ? ~0x3000 : -1) | (ports ? draws.pick([0, 0x1000, 0x2000]) : 0));
};

const STEPPED = [
  'nop\nnop', 'mov eax, 5\nmov ecx, eax', 'push eax\npop ecx', 'rep movsb\nnop', 'rep stosd\nnop', 'repne scasb\nnop', 'jmp $+2\nnop', 'call $+5\npop eax', 'pushf\npop eax',
  'int 0x22\nnop', 'int3', 'ud2', 'mov eax, [0]', 'into\nnop', 'jecxz $+2\nnop', 'loop $+2\nnop', 'cli\nnop', 'mov es, ax\nnop', 'ret', 'xchg [ebx], eax\nnop', 'movsd\nnop',
  'push ecx\npopf\nnop', 'o16 popf\nnop', 'cmpsb\nnop', 'rep lodsb\nnop', 'repe cmpsd\nnop', 'int 0x80', 'enter 8, 0\nleave', 'pusha\npopa',
  'mov ss, ax\nnop\nnop', 'push eax\npop ss\nnop\nnop', 'pop ss\nnop\nnop', 'lss esp, [ebx]\nnop', 'mov ss, ax\nmov ss, ax\nnop', 'mov ss, ax\nud2', 'mov ss, ax\nint 0x22', 'sti\nnop\nnop',
];

/** Single steps; the trap of the first instruction ends the case, whatever it was. */
export const drawStep = (scene: Scene): void => {
  const { draws } = scene;
  changeSurroundings(scene, 15);
  const stack = scene.ring === 0 ? SELECTOR.kernelData : SELECTOR.userData;
  scene.given.eax = draws.percent(60) ? stack : draws.value();
  if (draws.percent(10)) scene.given.cr0 |= CR0.alignment;
  scene.given.ebx = USER_DATA + 4 * draws.below(64);
  scene.code(draws.pick(STEPPED));
  const esp = USER_STACK_TOP - 4 * draws.between(10, 40);
  scene.putWords(scene.given.ebx, [scene.ring === 0 ? KERNEL_STACK_TOP - 0x100 : esp, stack]);
  if (scene.ring === 3) scene.putWords(esp, [stack]);
  scene.begin(anyFlags(scene) | 0x100, esp);
};

/** POPF sets TF, and the instruction behind it is the first to trap. */
export const drawStepBegin = (scene: Scene): void => {
  const { draws } = scene;
  scene.given.eax = (draws.word() & 0x244ad5) | 0x102;
  scene.code(`push eax\n${draws.pick(['popf', 'o16 popf\npop dx'])}\n${draws.pick(STEPPED)}`);
  scene.begin(anyFlags(scene));
};
