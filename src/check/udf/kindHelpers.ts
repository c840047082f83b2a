import { UDF_HELPERS } from '../../abi/udf.ts';
import type { UdfHelper, UdfKind } from '../../abi/udf.ts';

const isOpen = (helper: UdfHelper, kind: UdfKind): boolean => UDF_HELPERS[helper].kinds.some((known) => known === kind);
const helpersOf = (kind: UdfKind): readonly UdfHelper[] => (['own', 'time', 'credential'] as const).filter((helper) => isOpen(helper, kind));

/** The helpers that a function of a kind may call. */
export const HELPERS_OF: Readonly<Record<UdfKind, readonly UdfHelper[]>> = { owns: helpersOf('owns'), acl: helpersOf('acl'), size: helpersOf('size') };
