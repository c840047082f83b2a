import type { Ram } from './ram.ts';
import type { Tlb } from './tlb.ts';
import { TLB_VALID } from './tlb.ts';
import { CR0_PG, CR0_WP, CR4_PSE, FRAME_MASK, PDE_PS, PTE_A, PTE_D, PTE_P, PTE_RW, PTE_US } from './registers.ts';
import { PF_PRESENT, PF_RESERVED, PF_USER, PF_WRITE } from './vectors.ts';

/** A mask that no cached entry satisfies: it sends every access to the slow path. */
export const NEVER_CACHED = 1 << 11;

/** Bits of a directory entry for a 4 MB page that must be clear: there is no extension of physical addresses (PSE-36). */
const LARGE_RESERVED = 0x3fe000;
const LARGE_FRAME = 0xffc00000 | 0;
/** Pages of 4 KB in one of 4 MB, as bits of an address. */
const LARGE_INSIDE = 0x3ff000;

/**
 * Two-level paging with pages of 4 KB, and of 4 MB with CR4.PSE; without PAE or global pages.
 * Addresses are 32-bit; a returned physical address is unsigned. Source: Intel SDM vol. 3A chapter 4.
 */
export class Mmu {
  readonly ram: Ram;
  readonly tlb: Tlb;
  cr0 = 0;
  cr2 = 0;
  cr3 = 0;
  cr4 = 0;
  /** Page-fault error code of the last translation that failed. */
  faultError = 0;

  constructor(ram: Ram, tlb: Tlb) {
    this.ram = ram;
    this.tlb = tlb;
  }

  /** The bits that a cached page entry needs for an access, so that one comparison decides a hit. */
  accessMask(write: boolean, user: boolean): number {
    if ((this.cr0 & CR0_PG) === 0) return NEVER_CACHED;
    if (!write) return user ? TLB_VALID | PTE_US : TLB_VALID;
    // MCH-10: a write needs an entry that remembers D; without it the tables are walked again to set D.
    if (user) return TLB_VALID | PTE_US | PTE_RW | PTE_D;
    return (this.cr0 & CR0_WP) !== 0 ? TLB_VALID | PTE_RW | PTE_D : TLB_VALID | PTE_D;
  }

  /**
   * Translates one address as an access would: sets A and D, fills the caches.
   * Gives the physical address, or -1 with `faultError` set; a failure evicts what was cached for the address.
   */
  translate(la: number, write: boolean, user: boolean): number {
    return this.#lookUp(la, write, user, true);
  }

  /** The answer of `translate`, but nothing is set, cached or evicted. */
  probe(la: number, write: boolean, user: boolean): number {
    return this.#lookUp(la, write, user, false);
  }

  #lookUp(la: number, write: boolean, user: boolean, commit: boolean): number {
    if ((this.cr0 & CR0_PG) === 0) return la >>> 0;
    const need = this.accessMask(write, user);
    const cached = this.tlb.entries[la >>> 12];
    // MCH-11: a cached entry that permits the access is used whatever the tables say by now.
    if ((cached & need) === need) return ((cached & FRAME_MASK) | (la & 0xfff)) >>> 0;
    // MCH-12: a cached entry that does not permit the access decides nothing; the tables do.
    return this.#walk(la, write, user, commit);
  }

  #walk(la: number, write: boolean, user: boolean, commit: boolean): number {
    const { ram, tlb } = this;
    const directoryIndex = la >>> 22;
    const pdeAddress = (this.cr3 & FRAME_MASK) + directoryIndex * 4;
    // MCH-13: the walk starts from a cached directory entry if there is one, even if memory has changed.
    const cachedPde = tlb.directoryEntries[directoryIndex];
    const pde = cachedPde !== 0 ? cachedPde : ram.read32(pdeAddress);
    if ((pde & PTE_P) === 0) return this.#fail(la, write, user, 0, commit);
    if ((pde & PDE_PS) !== 0 && (this.cr4 & CR4_PSE) !== 0) return this.#translateLarge(la, write, user, commit, pdeAddress, pde);
    const pteAddress = (pde & FRAME_MASK) + ((la >>> 12) & 0x3ff) * 4;
    const pte = ram.read32(pteAddress);
    if ((pte & PTE_P) === 0) return this.#fail(la, write, user, 0, commit);
    // MCH-14: user and write rights are those that both levels grant; CR0.WP subjects ring 0 writes to them.
    const rights = pde & pte & (PTE_RW | PTE_US);
    const writable = (rights & PTE_RW) !== 0 || (!user && (this.cr0 & CR0_WP) === 0);
    if ((user && (rights & PTE_US) === 0) || (write && !writable)) {
      return this.#fail(la, write, user, PF_PRESENT, commit);
    }
    if (commit) {
      // MCH-15: A of both levels, and D of the page for a write, are set when and only when the translation succeeds.
      if (cachedPde === 0 && (pde & PTE_A) === 0) ram.write32(pdeAddress, pde | PTE_A);
      const used = pte | PTE_A | (write ? PTE_D : 0);
      if (used !== pte) ram.write32(pteAddress, used);
      tlb.fillDirectory(directoryIndex, pde | PTE_A);
      tlb.fillPage(la >>> 12, (pte & FRAME_MASK) | rights | TLB_VALID | (used & PTE_D));
    }
    return ((pte & FRAME_MASK) | (la & 0xfff)) >>> 0;
  }

  /**
   * MCH-26: a directory entry with PS set maps a page of 4 MB if CR4.PSE is set, with rights, A and D of its own. It
   * is cached page by page of 4 KB, as the SDM permits (vol. 3A section 4.10.2.3), and never as a directory entry.
   */
  #translateLarge(la: number, write: boolean, user: boolean, commit: boolean, pdeAddress: number, pde: number): number {
    const rights = pde & (PTE_RW | PTE_US);
    const writable = (rights & PTE_RW) !== 0 || (!user && (this.cr0 & CR0_WP) === 0);
    if ((pde & LARGE_RESERVED) !== 0) return this.#fail(la, write, user, PF_PRESENT | PF_RESERVED, commit);
    if ((user && (rights & PTE_US) === 0) || (write && !writable)) return this.#fail(la, write, user, PF_PRESENT, commit);
    const frame = (pde & LARGE_FRAME) | (la & LARGE_INSIDE);
    if (commit) {
      const used = pde | PTE_A | (write ? PTE_D : 0);
      if (used !== pde) this.ram.write32(pdeAddress, used);
      this.tlb.fillPage(la >>> 12, frame | rights | TLB_VALID | (used & PTE_D));
    }
    return (frame | (la & 0xfff)) >>> 0;
  }

  /** Evicts the page entry of an address, and with CR4.PSE those of all the 4 MB around it, which may be one page. */
  evict(la: number): void {
    const page = la >>> 12;
    if ((this.cr4 & CR4_PSE) === 0) {
      this.tlb.evictPage(page);
      return;
    }
    for (let other = page & ~0x3ff; other <= (page | 0x3ff); other++) this.tlb.evictPage(other);
  }

  #fail(la: number, write: boolean, user: boolean, present: number, commit: boolean): number {
    this.faultError = present | (write ? PF_WRITE : 0) | (user ? PF_USER : 0);
    if (commit) {
      // MCH-16: a page fault evicts the page entry and the directory entry of its address (SDM 4.10.4.1).
      this.evict(la);
      this.tlb.evictDirectory(la >>> 22);
    }
    return -1;
  }
}
