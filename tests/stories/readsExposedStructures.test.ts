import { describe, expect, it } from 'vitest';
import type { BootConfiguration } from '../../src/abi/geometry.ts';
import { bootKernel } from '../../src/impl/boot.ts';
import { assemble } from '../../src/x86/assembler.ts';
import { Stop } from '../../src/x86/cpu.ts';
import { Machine } from '../../src/x86/machine.ts';

/**
 * A ring-3 program that reads the exposed structures as a library author would,
 * at addresses and offsets typed from the prose of spec/layout.md. Nothing in it,
 * and no expectation below, comes from src/abi: a slip in the data of the
 * interface that model, kernel and abstraction share shows here.
 */
const PROGRAM = `
        mov edi, 0xef800400         ; notes go to the own u-area
        mov esi, 0xef400000         ; sysinfo
        mov eax, [esi]              ; magic
        call note
        mov eax, [esi+4]            ; interface version
        call note
        mov eax, [esi+8]            ; frames
        call note
        mov eax, [esi+12]           ; environments
        call note
        mov eax, [esi+16]           ; capability slots
        call note
        mov eax, [esi+24]           ; quanta
        call note
        mov eax, [esi+60]           ; kernel frames
        call note

        mov eax, 1                  ; geteid
        int 0x30
        mov ebp, edx
        mov eax, edx
        call note
        and ebp, 2047               ; row index
        mov eax, [esi+48]           ; bytes of an Env row
        mul ebp
        lea ebx, [eax+0xef500000]   ; own row
        mov eax, [ebx]              ; id
        call note
        mov eax, [ebx+4]            ; status
        call note
        mov eax, [ebx+8]            ; generation
        call note
        mov eax, [ebx+12]           ; frame of the directory
        call note
        mov eax, [ebx+32]           ; slot 0
        call note

        mov ecx, [ebx+16]           ; frame of the u-area
        shl ecx, 6
        lea ebx, [ecx+0xef600000]   ; its Page row
        mov eax, [ebx]              ; status
        call note
        mov eax, [ebx+12]           ; pins
        call note
        mov eax, [ebx+16]           ; limits
        call note
        mov eax, [ebx+32]           ; ACL entry 0
        call note

        mov ecx, [esi+8]            ; count the free frames
        mov ebx, 0xef600000
        xor eax, eax
frames: cmp dword ptr [ebx], 0
        jne busy
        inc eax
busy:   add ebx, 64
        dec ecx
        jnz frames
        call note

        mov ecx, [esi+24]           ; count the quanta in use
        mov ebx, 0xef410000
        xor eax, eax
quanta: cmp dword ptr [ebx], 1
        jne unused
        inc eax
unused: add ebx, 32
        dec ecx
        jnz quanta
        call note
        mov eax, [0xef410004]       ; the environment of quantum 0
        call note

        mov eax, [0xeffb7ffc]       ; the page entry of the pad, by the self-map
        call note
        mov eax, [0xeffbfefc]       ; the directory entry of the self-map itself
        call note
done:   jmp done

note:   mov [edi], eax
        add edi, 4
        ret
`;

const CONFIGURATION: BootConfiguration = {
  geometry: { frames: 48, envs: 6, capabilitySlots: 6, aclEntries: 2, quanta: 8, generationBits: 3, cpus: 1, tickCycles: 100_000, readersLimit: 2, writersLimit: 2 },
  principals: [
    { generation: 3, capabilities: [{ rights: 7, name: [0x41, 0x42] }], status: 1, entfault: 0 },
    { generation: 1, capabilities: [{ rights: 7, name: [0x43] }], status: 1, entfault: 0 },
  ],
  quanta: [{ principal: 0, guard: { rights: 7, name: [] } }, null, { principal: 1, guard: { rights: 7, name: [] } }],
  pad: [...assemble(PROGRAM, 0xedfff000)],
};

/** Runs the program until it goes round in circles, and gives its notes and the word of RAM at an address. */
const runProgram = (): { readonly notes: readonly number[]; readonly word: (address: number) => number } => {
  const machine = new Machine(48 * 4096);
  const kernel = bootKernel(machine, CONFIGURATION);
  const cpu = machine.cpus[0];
  cpu.run(0);
  for (let entries = 0; entries < 4; entries++) {
    if (cpu.run(3000) !== Stop.Halt) break;
    kernel.service(cpu);
    cpu.run(0);
  }
  const word = (address: number): number => machine.ram.words[address / 4] >>> 0;
  // The first two frames of the pool that a principal takes are directory and u-area table, the third is its u-area.
  const uarea = 13;
  return { notes: Array.from({ length: 22 }, (_, i) => word(uarea * 4096 + 0x400 + 4 * i)), word };
};

describe('a program that knows the specification and nothing else', () => {
  const { notes } = runProgram();
  const named = (first: number, ...expected: readonly number[]): void => expect(notes.slice(first, first + expected.length)).toEqual(expected);

  it('reads sysinfo (LAY-5)', () => named(0, 0x6b6f5801, 3, 48, 6, 6, 8, 11));
  it('finds its own row by its id (LAY-6, LAY-11)', () => named(7, 3 * 2048, 3 * 2048, 1, 3, 11));
  it('finds its own capability in slot 0 (LAY-4)', () => named(12, 0x42414f));
  it('finds the Page row of its u-area: user, pinned, without limits, guarded by its name (LAY-7)', () => named(13, 2, 1, 2 + 256 * 2, 0x42414f));
  it('counts free frames and quanta in use (LAY-7, LAY-8)', () => named(17, 48 - 11 - 8, 2, 3 * 2048));
  it('reads its own page tables: the pad, bound read-only to a frame of the kernel, and the self-map (LAY-12, LAY-16)', () => {
    named(20, 4 * 4096 + 0x65, 11 * 4096 + 0x65);
  });
});
