/**
 * Numbers of the general and segment registers as instructions encode them, and the bits of EFLAGS, CR0
 * and page-table entries. Source: Intel SDM vol. 2A section 2.1 and table 3-1, vol. 3A sections 2.3, 2.5, 4.3.
 */

export const EAX = 0;
export const ECX = 1;
export const EDX = 2;
export const EBX = 3;
export const ESP = 4;
export const EBP = 5;
export const ESI = 6;
export const EDI = 7;

export const REGISTER_NAMES = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi'] as const;
export type RegisterName = (typeof REGISTER_NAMES)[number];

export const ES = 0;
export const CS = 1;
export const SS = 2;
export const DS = 3;
export const FS = 4;
export const GS = 5;

export const SEGMENT_NAMES = ['es', 'cs', 'ss', 'ds', 'fs', 'gs'] as const;

/** EFLAGS bits. */
export const CF = 1 << 0;
export const PF = 1 << 2;
export const AF = 1 << 4;
export const ZF = 1 << 6;
export const SF = 1 << 7;
export const TF = 1 << 8;
export const IF = 1 << 9;
export const DF = 1 << 10;
export const OF = 1 << 11;
export const IOPL = 3 << 12;
export const NT = 1 << 14;
export const RF = 1 << 16;
export const VM = 1 << 17;
export const AC = 1 << 18;
export const ID = 1 << 21;

/** Bit 1 of EFLAGS always reads as one. */
export const EFLAGS_FIXED = 2;
/** The six status flags that arithmetic writes. */
export const STATUS_FLAGS = CF | PF | AF | ZF | SF | OF;
/** Every bit that this processor keeps; VM, VIF and VIP stay clear. */
export const EFLAGS_KEPT = STATUS_FLAGS | TF | IF | DF | IOPL | NT | RF | AC | ID;

/** CR0 bits. */
export const CR0_PE = 1 << 0;
export const CR0_MP = 1 << 1;
export const CR0_EM = 1 << 2;
export const CR0_TS = 1 << 3;
export const CR0_NE = 1 << 5;
export const CR0_WP = 1 << 16;
export const CR0_AM = 1 << 18;
export const CR0_PG = 1 << 31;

/** CR4 bits. */
export const CR4_TSD = 1 << 2;
export const CR4_PSE = 1 << 4;
/** Every bit of CR4 that this processor has. */
export const CR4_KEPT = CR4_TSD | CR4_PSE;

/** Bits of page-directory and page-table entries; the top twenty bits are the frame. */
export const PTE_P = 1 << 0;
export const PTE_RW = 1 << 1;
export const PTE_US = 1 << 2;
export const PTE_PWT = 1 << 3;
export const PTE_PCD = 1 << 4;
export const PTE_A = 1 << 5;
export const PTE_D = 1 << 6;
/** Of a directory entry: it maps a page of 4 MB. */
export const PDE_PS = 1 << 7;
export const FRAME_MASK = ~0xfff;
export const PAGE_SIZE_BYTES = 4096;
