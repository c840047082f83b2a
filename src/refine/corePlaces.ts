/** Where the kernel keeps its private things in the core frame, as byte offsets. */
export interface CorePlaces {
  readonly running: number;
  readonly quantum: number;
  readonly processorFrom: number;
  readonly processorTo: number;
  readonly stackFrom: number;
  readonly stackTo: number;
  readonly gdt: number;
  readonly gdtLimit: number;
  readonly idt: number;
  readonly idtLimit: number;
  readonly tss: number;
  readonly tssSelector: number;
  readonly userCode: number;
  readonly userData: number;
  /** Where the idle kernel stands after its HLT. */
  readonly idleHalted: number;
  /** The vector whose stub stands after its HLT at this offset, or -1. */
  readonly vectorOfHalted: (offset: number) => number;
}
