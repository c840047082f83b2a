import { FlatMemory, HLT_STUBS, enterFlatRing3 } from '../../../src/x86/flatMemory.ts';
import { Machine } from '../../../src/x86/machine.ts';
import { pushesErrorCode } from '../../../src/x86/vectors.ts';
import type { Processor } from './emulated.ts';

/** The processor of the project, as it is. */
export const PROCESSOR: Processor = { Machine, FlatMemory, enterFlatRing3, pushesErrorCode, HLT_STUBS };
