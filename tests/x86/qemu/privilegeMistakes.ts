import type { Mistake } from '../survivorsOf.ts';

const mistake = (file: string) => (name: string, find: string, replace: string): Mistake => ({ name, change: { file: `x86/${file}.js`, find, replace } });

const interrupts = mistake('interrupts');
const GATES: readonly Mistake[] = [
  interrupts('INT n: no DPL check', 'source === EventSource.Software && gateDpl < cpu.privilege', 'false'),
  interrupts('INT n: DPL must be greater', 'gateDpl < cpu.privilege', 'gateDpl <= cpu.privilege'),
  interrupts('faults: DPL checked', 'source === EventSource.Software && gateDpl < cpu.privilege', 'gateDpl < cpu.privilege'),
  interrupts('gate: absent ones work', 'if ((high & 0x8000) === 0)', 'if (false)'),
  interrupts('gate: absent is #GP', 'return refuse(cpu, Vector.NP, gateError)', 'return refuse(cpu, Vector.GP, gateError)'),
  interrupts('gate: presence before privilege', 'if (type !== INTERRUPT_GATE', 'if ((high & 0x8000) === 0) return refuse(cpu, Vector.NP, gateError); if (type !== INTERRUPT_GATE'),
  interrupts('gate: any type', 'if (type !== INTERRUPT_GATE && type !== TRAP_GATE)', 'if (false)'),
  interrupts('gate: error code without IDT bit', 'vector * 8 + ERROR_IDT + ext', 'vector * 8 + ext'),
  interrupts('gate: limit of the IDT one byte short', 'vector * 8 + 7 > cpu.idtr.limit', 'vector * 8 + 8 > cpu.idtr.limit'),
  interrupts('gate: limit of the IDT only for the first byte', 'vector * 8 + 7 > cpu.idtr.limit', 'vector * 8 > cpu.idtr.limit'),
  interrupts('interrupt gate: IF kept', '(type === INTERRUPT_GATE ? IF : 0)', '0'),
  interrupts('trap gate: IF cleared', '(type === INTERRUPT_GATE ? IF : 0)', 'IF'),
  interrupts('gate: TF kept', '~(TF | NT | RF | VM', '~(NT | RF | VM'),
  interrupts('gate: NT kept', '~(TF | NT | RF | VM', '~(TF | RF | VM'),
  interrupts('gate: conforming code raises the privilege', 'frame.privilege = code.isConforming ? cpu.privilege : code.dpl', 'frame.privilege = code.dpl'),
  interrupts('gate: code of lower privilege', '!code.big || code.dpl > cpu.privilege', '!code.big'),
  interrupts('gate: data as code', '!code.isCode || !code.big', '!code.big'),
  interrupts('gate: absent code is #GP', 'return refuse(cpu, Vector.NP, error)', 'return refuse(cpu, Vector.GP, error)'),
  interrupts('gate: RPL of its selector kept', '(selector & ~3) | frame.privilege', 'selector'),
  interrupts('TSS: no limit', 'if (TSS_SS0 + 1 > cpu.tr.limit)', 'if (false)'),
  interrupts('TSS: #TS without selector', 'refuse(cpu, Vector.TS, selectorIndex(cpu.tr.selector) | ext)', 'refuse(cpu, Vector.TS, ext)'),
  interrupts('TSS: RPL of SS0 not checked', '(selector & 3) === frame.privilege && descriptor.dpl', 'descriptor.dpl'),
  interrupts('TSS: DPL of SS0 not checked', ' && descriptor.dpl === frame.privilege', ''),
  interrupts('TSS: SS0 may be read-only', '!privilegeFits || !descriptor.isWritableData || ', '!privilegeFits || '),
  interrupts('frame: CS and EIP change places', 'frame.add(cpu.cs.selector);\n    frame.add(eip);', 'frame.add(eip);\n    frame.add(cpu.cs.selector);'),
  interrupts('frame: SS and ESP left out', 'if (frame.inner) {\n        frame.add(', 'if (false) {\n        frame.add('),
  interrupts('#DF: error code of the second fault', 'errorCode = escalates ? 0 : cpu.faultErrorCode', 'errorCode = cpu.faultErrorCode'),
  interrupts('fault: EIP behind the instruction', 'EventSource.Exception, cpu.eip, cpu.flags | RF)', 'EventSource.Exception, cpu.pc, cpu.flags | RF)'),
  interrupts('INT n: EIP on the instruction', 'EventSource.Software, cpu.pc, cpu.flags)', 'EventSource.Software, cpu.eip, cpu.flags)'),
  interrupts('INT n: single step behind the gate', 'cpu.stepTrapHeld = stepping', 'cpu.stepTrapHeld = false'),
];

const vectors = mistake('vectors');
const DOUBLE_FAULTS: readonly Mistake[] = [
  vectors('#DF: never of two contributory faults', 'return isContributory(second);', 'return false;'),
  vectors('#DF: of a page fault behind a contributory one', 'return isContributory(second);', 'return isContributory(second) || second === Vector.PF;'),
  vectors('#DF: never of two page faults', '(isContributory(second) || second === Vector.PF)', 'isContributory(second)'),
  vectors('#DF: never of a page fault and a contributory one', '(isContributory(second) || second === Vector.PF)', 'second === Vector.PF'),
  vectors('#DE is not contributory', 'vector === Vector.DE || (', '('),
  vectors('#DF without error code', 'vector === Vector.DF || (vector >= Vector.TS', '(vector >= Vector.TS'),
  vectors('#PF without error code', 'vector <= Vector.PF', 'vector < Vector.PF'),
];

const mmu = mistake('mmu');
const PAGES: readonly Mistake[] = [
  mmu('page: A of the directory entry not set', 'ram.write32(pdeAddress, pde | PTE_A)', 'void 0'),
  mmu('page: A not set', 'pte | PTE_A | (write ? PTE_D : 0)', 'pte | (write ? PTE_D : 0)'),
  mmu('page: D not set', 'pte | PTE_A | (write ? PTE_D : 0)', 'pte | PTE_A'),
  mmu('page: D set by reads', 'pte | PTE_A | (write ? PTE_D : 0)', 'pte | PTE_A | PTE_D'),
  mmu('page: rights of the entry alone', 'pde & pte & (PTE_RW | PTE_US)', 'pte & (PTE_RW | PTE_US)'),
  mmu('page: rights of the directory alone', 'pde & pte & (PTE_RW | PTE_US)', 'pde & (PTE_RW | PTE_US)'),
  mmu('page: U/S of the entry alone', 'pde & pte & (PTE_RW | PTE_US)', 'pte & (PTE_RW & pde | PTE_US)'),
  mmu('large page: D not set', 'pde | PTE_A | (write ? PTE_D : 0)', 'pde | PTE_A'),
  mmu('large page: A not set', 'pde | PTE_A | (write ? PTE_D : 0)', 'pde | (write ? PTE_D : 0)'),
  mmu('large page: reserved bits permitted', 'if ((pde & LARGE_RESERVED) !== 0)', 'if (false)'),
  mmu('large page: without PSE', '(pde & PDE_PS) !== 0 && (this.cr4 & CR4_PSE) !== 0', '(pde & PDE_PS) !== 0'),
  mmu('large page: never', '(pde & PDE_PS) !== 0 && (this.cr4 & CR4_PSE) !== 0', 'false'),
  mmu('large page: error code without reserved bit', 'PF_PRESENT | PF_RESERVED', 'PF_PRESENT'),
  mmu('large page: upper bits of the offset lost', '(pde & LARGE_FRAME) | (la & LARGE_INSIDE)', '(pde & LARGE_FRAME)'),
  mmu('error code: write never told', '(write ? PF_WRITE : 0)', '0'),
  mmu('error code: user never told', '(user ? PF_USER : 0)', '0'),
  mmu('error code: present always told', 'this.faultError = present |', 'this.faultError = 1 |'),
  mmu('cache: writes do not need D', 'TLB_VALID | PTE_US | PTE_RW | PTE_D', 'TLB_VALID | PTE_US | PTE_RW'),
  mmu('cache: ring 3 reads what is not its own', 'return user ? TLB_VALID | PTE_US : TLB_VALID;', 'return TLB_VALID;'),
  mmu('cache: WP forgotten', '(this.cr0 & CR0_WP) !== 0 ? TLB_VALID | PTE_RW | PTE_D', 'false ? 0'),
  mmu('INVLPG: one piece of a large page', 'if ((this.cr4 & CR4_PSE) === 0)', 'if (true)'),
];

const memory = mistake('memory');
const ACCESSES: readonly Mistake[] = [
  memory('access across pages: the second not translated', 'const crosses = (la & 0xfff) + size > 0x1000;\n    const nextLa', 'const crosses = false;\n    const nextLa'),
  memory('access across pages: written to the first alone', 'if ((la & 0xfff) + size > 0x1000) {', 'if (false) {'),
  memory('system tables: read as ring 3', 'const first = cpu.mmu.translate(la, false, false);', 'const first = cpu.mmu.translate(la, false, cpu.privilege === 3);'),
  mistake('tlb')('CR3: page entries stay', 'this.entries[this.filledPages[i]] = 0;', 'void 0;'),
  mistake('cpu')('page fault: CR2 is not written', 'this.mmu.cr2 = la | 0;', 'void 0;'),
  mistake('cpu')('INVLPG: nothing happens', 'this.mmu.evict(la);', 'void 0;'),
  mistake('cpu')('INVLPG: directory entries stay', 'this.tlb.evictAllDirectories();', 'void 0;'),
];

const iret = mistake('iret');
const RETURNS: readonly Mistake[] = [
  iret('return: to a more privileged ring', ' || rpl < cpu.privilege', ''),
  iret('return: DPL not checked', 'if (code.isConforming ? code.dpl > rpl : code.dpl !== rpl)', 'if (false)'),
  iret('return: conforming code of any DPL', 'code.isConforming ? code.dpl > rpl', 'code.isConforming ? false'),
  iret('return: absent code is #GP', 'return refuse(cpu, Vector.NP, error)', 'return refuse(cpu, Vector.GP, error)'),
  iret('return: RPL of SS not checked', '(selector & 3) !== rpl || ', ''),
  iret('return: DPL of SS not checked', ' || stack.dpl !== rpl', ''),
  iret('return: SS may be read-only', '!stack.isWritableData || ', ''),
  iret('return: error code of SS lost', 'const error = selectorIndex(selector);\n    if (!requireDescriptor(cpu, selector, stack', 'const error = 0;\n    if (!requireDescriptor(cpu, selector, stack'),
  iret('return: data segments of ring 0 stay', 'if (!conformingCode && dpl < cpu.privilege)', 'if (false)'),
  iret('return: conforming code is dropped', '!conformingCode && dpl', 'dpl'),
  iret('IRET: flags stay', '(image & loadable)', '(cpu.flags & loadable)'),
  iret('IRET: NT ignored', 'if ((cpu.flags & NT) !== 0)', 'if (false)'),
  iret('IRET: #TS without link', 'cpu.raise(Vector.TS, selectorIndex(link))', 'cpu.raise(Vector.TS, 0)'),
];

const far = mistake('farTransfers');
const TRANSFERS: readonly Mistake[] = [
  far('far CALL and JMP: RPL not checked', ' && (selector & 3) <= cpu.privilege', ''),
  far('far CALL and JMP: DPL may be greater', 'code.dpl === cpu.privilege', 'code.dpl >= cpu.privilege'),
  far('far CALL and JMP: conforming code of any DPL', 'code.isConforming ? code.dpl <= cpu.privilege', 'code.isConforming ? true'),
  far('far CALL and JMP: absent code is #GP', 'code.present || refuse(cpu, Vector.NP, error)', 'code.present || refuse(cpu, Vector.GP, error)'),
  far('far CALL and JMP: RPL stays in CS', '(selector & ~3) | privilege', 'selector'),
  far('far CALL: CS not pushed', 'writeSized(cpu, cpu.ss, upper, size, cpu.cs.selector);', ''),
  far('far RET: parameters stay', '2 * size + parameterBytes', '2 * size'),
  far('far RET to ring 3: parameters stay there', 'top + parameterBytes', 'top'),
  far('far RET to ring 3: segments of ring 0 stay', 'dropPrivilegedSegments(cpu);', ''),
];

const loads = mistake('segmentLoads');
const SEGMENTS: readonly Mistake[] = [
  loads('SS: RPL not checked', '(selector & 3) !== privilege || descriptor.dpl', 'descriptor.dpl'),
  loads('SS: DPL not checked', ' || descriptor.dpl !== privilege', ''),
  loads('SS: absent is #NP', 'refuse(cpu, Vector.SS, error)', 'refuse(cpu, Vector.NP, error)'),
  loads('SS: null permitted', 'selectorIndex(selector) === 0 && register !== SS', 'selectorIndex(selector) === 0'),
  loads('data: RPL not checked', 'Math.max(cpu.privilege, selector & 3)', 'cpu.privilege'),
  loads('data: CPL not checked', 'Math.max(cpu.privilege, selector & 3)', '(selector & 3)'),
  loads('data: conforming code checked', '!descriptor.isConforming && weakest', 'weakest'),
  loads('data: code that cannot be read', 'if (!descriptor.isReadable)', 'if (false)'),
  loads('data: absent is #GP', 'refuse(cpu, Vector.NP, error)', 'refuse(cpu, Vector.GP, error)'),
  loads('MOV SS: single step not held off', 'cpu.stepTrapHeld = (cpu.flags & TF) !== 0', 'void 0'),
  loads('every load holds off single steps', 'if (register === SS)', 'if (true)'),
  mistake('descriptors')('table: local selectors taken for global ones', '(selector & 4) !== 0 || ', ''),
  mistake('descriptors')('table: limit of the GDT one byte short', 'offset + 7 > cpu.gdtr.limit', 'offset + 8 > cpu.gdtr.limit'),
  mistake('descriptors')('table: limit of the GDT only for the first byte', 'offset + 7 > cpu.gdtr.limit', 'offset > cpu.gdtr.limit'),
  mistake('descriptors')('table: accessed bit not set', 'cpu.ram.write8(pa, descriptor.access);', ''),
  mistake('segment')('descriptor: upper base lost', ' | (high & 0xff000000)', ''),
];

const stack = mistake('stack');
const privileged = mistake('privileged');
const FLAGS: readonly Mistake[] = [
  stack('POPF: IF loaded at any IOPL', 'else if (cpu.privilege <= (cpu.flags & IOPL) >> 12)', 'else if (true)'),
  stack('POPF: IF never loaded in ring 3', 'else if (cpu.privilege <= (cpu.flags & IOPL) >> 12)', 'else if (false)'),
  stack('POPF: IOPL loaded in ring 3', 'EFLAGS_KEPT & ~(IF | IOPL)', 'EFLAGS_KEPT & ~IF'),
  stack('POPF of 16 bits: all 32 loaded', 'size === 2 ? loadable & 0xffff : loadable', 'loadable'),
  privileged('CLI: IOPL not checked', 'cpu.flags &= ~IF;\n    else\n        cpu.raise(Vector.GP, 0);', 'cpu.flags &= ~IF;'),
  privileged('STI and others: IOPL of ring 3 does not suffice', 'cpu.privilege <= (cpu.flags & IOPL) >> 12', 'cpu.privilege === 0'),
  privileged('HLT in ring 3', 'if (cpu.privilege === 0)\n        cpu.halted = true;', 'if (true)\n        cpu.halted = true;'),
  privileged('privileged instructions are #UD in ring 3', 'if (cpu.privilege !== 0)\n        cpu.raise(Vector.GP, 0);', 'if (false)\n        cpu.raise(Vector.GP, 0);'),
  mistake('identification')('RDTSC: TSD ignored', 'cpu.privilege !== 0 && (cpu.cr4 & CR4_TSD) !== 0', 'false'),
  mistake('identification')('RDTSC: TSD without being set', 'cpu.privilege !== 0 && (cpu.cr4 & CR4_TSD) !== 0', 'cpu.privilege !== 0'),
  mistake('run')('single step: no trap in ring 3', '(special & TF) !== 0', 'false'),
  mistake('run')('single step: no trap in ring 0', 'if (special !== 0)\n            finishStepping(cpu);', ''),
];

/** Mistakes in the checks that keep rings apart, in what faults tell, and in what the processor writes to its tables. */
export const PRIVILEGE_MISTAKES: readonly Mistake[] = [
  ...GATES, ...DOUBLE_FAULTS, ...PAGES, ...ACCESSES, ...RETURNS, ...TRANSFERS, ...SEGMENTS, ...FLAGS,
];
