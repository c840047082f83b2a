import { assemble } from '../../../src/x86/assembler.ts';
import { FOUND, GIVEN, SHUTDOWN } from './caseFormat.ts';
import { segmentWords } from './image.ts';
import {
  CONTROL, DIRECTORY, ENTRY, GDT, HANDLERS, HANDLER_BYTES, HANDLER_COUNT, IDT, PRISTINE, REFERENCE, RUNNER_CODE, RUNNER_STACK_TOP, VARIABLES, WORLD, WORLD_BYTES,
} from './layout.ts';

/** The control block: what the host writes (count) and reads (the other two), and where the runner stands. */
export const CONTROL_WORDS = { count: 0, done: 1, logEnd: 2, nextCase: 3, running: 4 } as const;
/** Port of the device that ends the reference machine, and of both interrupt controllers' masks. */
export const EXIT_PORT = 0xf4;
/** Where the reset vector jumps to: behind the address that the handlers jump through. */
export const RESET_ENTRY = RUNNER_CODE + 4;

/** Everything in the runner's first page that is no code. */
const RUNNER_GDT = VARIABLES + 0x200;
const RUNNER_GDTR = VARIABLES + 0x240;
const WORLD_GDTR = VARIABLES + 0x248;
const WORLD_IDTR = VARIABLES + 0x250;
const PRISTINE_GDTR = VARIABLES + 0x258;
const FLAT_SELECTOR = VARIABLES + 0x260;
const FOUND_AT = VARIABLES + 0x100;

const givenNames = GIVEN.map((name, i) => `g_${name} equ ${VARIABLES + 4 * (i + 1)}`);
const foundNames = FOUND.map((name, i) => `f_${name} equ ${FOUND_AT + 4 * (i + 1)}`);
const controlNames = Object.entries(CONTROL_WORDS).map(([name, word]) => `c_${name} equ ${CONTROL + 4 * word}`);

const HEAD = `
${[...givenNames, ...foundNames, ...controlNames].join('\n')}
patches equ ${VARIABLES + 4 * (GIVEN.length + 1)}
`;

/** A handler notes its number in a debug register, as no segment need be usable for data when it begins. */
const HANDLERS_TEXT = Array.from({ length: HANDLER_COUNT }, (_, i) => `mov dr0, eax\nmov eax, ${i}\njmp dword cs:[${RUNNER_CODE}]\nnop`).join('\n');

const SERVICES_TEXT = `
  invlpg cs:[ebx]
  jmp ${ENTRY}
${'  nop\n'.repeat(HANDLER_BYTES - 9)}
  mov dr3, eax
  mov eax, cr3
  mov cr3, eax
  mov eax, dr3
  jmp ${ENTRY}
`;

/** Entered from the reset vector, at first and after each shutdown: protected mode, flat segments, no paging. */
const START = `
  mov ax, 16
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov esp, ${RUNNER_STACK_TOP}
  lgdt [${RUNNER_GDTR}]
  mov eax, 0
  lldt ax
  mov al, 255
  out 0x21, al
  out 0xa1, al
  cmp dword [c_running], 0
  je next
  mov dword [f_handler], ${SHUTDOWN}
  jmp finish
`;

/** TR is loaded before the case changes the table. LTR marks its descriptor, which is undone. */
const NEXT = `
next:
  mov eax, [c_done]
  cmp eax, [c_count]
  jae end
  mov esi, [c_nextCase]
  mov edi, ${VARIABLES}
  mov ecx, ${GIVEN.length + 2}
  rep movsd
  mov word [${WORLD_GDTR}], 0xff
  mov ax, [g_idtLimit]
  mov [${WORLD_IDTR}], ax
  lgdt [${WORLD_GDTR}]
  lidt [${WORLD_IDTR}]
  mov eax, [g_task]
  ltr ax
  mov edx, [eax+${PRISTINE + 4}]
  mov [eax+${WORLD + 4}], edx
  mov ax, [g_gdtLimit]
  mov [${WORLD_GDTR}], ax
  mov ecx, [patches]
  jecxz patched
patch:
  lodsd
  mov edx, eax
  lodsd
  mov [edx+${WORLD}], eax
  mov [edx+${REFERENCE}], eax
  loop patch
patched:
`;

/** Segments come from the table as it was before the changes of the case. Behind the load of DS only CS is known to be readable. */
const ENTER = `
  mov dword [c_running], 1
  mov eax, ${DIRECTORY}
  mov cr3, eax
  mov eax, [g_cr4]
  mov cr4, eax
  mov eax, [g_cr2]
  mov cr2, eax
  push 2
  popf
  lgdt [${PRISTINE_GDTR}]
  mov es, [g_es]
  mov fs, [g_fs]
  mov gs, [g_gs]
  mov ss, [g_ss]
  mov ds, [g_ds]
  lgdt cs:[${WORLD_GDTR}]
  mov eax, cs:[g_cr0]
  mov cr0, eax
  mov esp, cs:[g_esp]
${['ecx', 'edx', 'ebx', 'ebp', 'esi', 'edi', 'eax'].map((name) => `  mov ${name}, cs:[g_${name}]`).join('\n')}
  jmp ${ENTRY}
`;

/** Where all handlers go on, paging still on: EAX holds the number, DR0 the EAX of the case. */
const CAUGHT = `
caught:
  mov dr1, eax
  mov eax, ds
  mov dr2, eax
  lgdt cs:[${RUNNER_GDTR}]
  mov ds, cs:[${FLAT_SELECTOR}]
${['ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi'].map((name) => `  mov [f_${name}], ${name}`).join('\n')}
${['ss', 'es', 'fs', 'gs', 'cs'].map((name) => `  mov eax, ${name}\n  mov [f_${name}], eax`).join('\n')}
${[['dr0', 'eax'], ['dr1', 'handler'], ['dr2', 'ds'], ['cr2', 'cr2']].map(([from, name]) => `  mov eax, ${from}\n  mov [f_${name}], eax`).join('\n')}
  mov ss, [${FLAT_SELECTOR}]
  mov esp, ${RUNNER_STACK_TOP}
  pushf
  pop dword [f_eflags]
  mov eax, cr0
  and eax, 0x7fffffff
  mov cr0, eax
  jmpf 8:unpaged
unpaged:
  mov es, [${FLAT_SELECTOR}]
  cld
`;

/** Writes the record, and makes the world and its reference again what they are between two cases. */
const FINISH = `
finish:
  mov dword [c_running], 0
  mov edi, [c_logEnd]
  add edi, 4
  mov esi, ${FOUND_AT + 4}
  mov ecx, ${FOUND.length}
  rep movsd
  mov ebx, edi
  mov esi, ${WORLD}
  mov edi, ${REFERENCE}
  mov ecx, ${WORLD_BYTES / 4}
compare:
  repe cmpsd
  je compared
  lea eax, [esi-${WORLD + 4}]
  mov [ebx], eax
  mov eax, [esi-4]
  mov [ebx+4], eax
  add ebx, 8
  mov eax, [edi-4]
  mov [esi-4], eax
  test ecx, ecx
  jne compare
compared:
  mov edi, [c_logEnd]
  mov [c_logEnd], ebx
  sub ebx, edi
  shr ebx, 2
  mov [edi], ebx
  mov esi, [c_nextCase]
  mov ecx, [esi+${4 * (GIVEN.length + 1)}]
  add esi, ${4 * (GIVEN.length + 2)}
  jecxz restored
restore:
  lodsd
  add esi, 4
  mov edx, [eax+${PRISTINE}]
  mov [eax+${WORLD}], edx
  mov [eax+${REFERENCE}], edx
  loop restore
restored:
  mov [c_nextCase], esi
  inc dword [c_done]
  jmp next
end:
  out ${EXIT_PORT}, al
  jmp end
`;

/** Base and limit as LGDT reads them. */
const tableRegister = (base: number, limit: number): Uint8Array => Uint8Array.from([limit, limit >> 8, base, base >> 8, base >> 16, base >> 24]);

const flat = (access: number): readonly number[] => segmentWords({ base: 0, limit: 0xfffff, access, flags: 0xc });
const FLAT_TABLE = Int32Array.from([0, 0, ...flat(0x9b), ...flat(0x93)]);

/** Physical addresses and contents of what drives the cases on the reference machine. */
export const runnerBlocks = (): readonly (readonly [number, Uint8Array])[] => {
  return [
    [HANDLERS, assemble(HANDLERS_TEXT + SERVICES_TEXT, HANDLERS)],
    [ENTRY, assemble('iret', ENTRY)],
    [RUNNER_CODE, assemble([HEAD, 'dd caught\n', START, NEXT, ENTER, CAUGHT, FINISH].join(''), RUNNER_CODE)],
    [RUNNER_GDT, new Uint8Array(FLAT_TABLE.buffer)],
    [RUNNER_GDTR, tableRegister(RUNNER_GDT, FLAT_TABLE.byteLength - 1)],
    [PRISTINE_GDTR, tableRegister(PRISTINE, 0xff)],
    [WORLD_GDTR, tableRegister(GDT, 0xff)],
    [WORLD_IDTR, tableRegister(IDT, 0)],
    [FLAT_SELECTOR, Uint8Array.of(16, 0)],
  ];
};
