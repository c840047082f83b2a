import { UDF_HELPERS } from '../abi/udf.ts';
import type { UdfHelper } from '../abi/udf.ts';
import { encodeInstruction, NO_OPERANDS } from './encode.ts';

const isHelper = (name: string): name is UdfHelper => Object.hasOwn(UDF_HELPERS, name);

/** The names that calls of helpers have in files, for messages. */
export const HELPER_NAMES = Object.keys(UDF_HELPERS).join(', ');

/** The word that calls a helper by its name; null if no helper is named so. */
export const helperCall = (name: string): Uint8Array | null =>
  isHelper(name) ? encodeInstruction({ form: 'callHelper' }, { ...NO_OPERANDS, immediate: UDF_HELPERS[name].number }) : null;
