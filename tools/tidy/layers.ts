/**
 * Who may import whom, as data. The model and the kernel share nothing but src/abi: a helper used by both would make
 * one bug invisible to the comparison.
 */
export const LAYERS = ['abi', 'model', 'x86', 'udf', 'impl', 'refine', 'exos', 'check', 'cli'] as const;
export type Layer = (typeof LAYERS)[number];

export const isLayer = (name: string): name is Layer => LAYERS.some((layer) => layer === name);

export const MAY_IMPORT: Readonly<Record<Layer, readonly Layer[]>> = {
  abi: [],
  model: ['abi'],
  x86: [],
  udf: ['abi'],
  impl: ['abi', 'x86', 'udf'],
  refine: ['abi', 'model', 'impl', 'x86'],
  exos: ['abi', 'x86'],
  check: ['abi', 'model', 'x86', 'udf', 'impl', 'refine', 'exos'],
  cli: ['abi', 'model', 'x86', 'udf', 'impl', 'refine', 'exos', 'check'],
};

/** The abstraction may know where the kernel's bytes lie, but may never ask the kernel what they mean. */
export const KERNEL_LAYOUT = /^src\/impl\/layout[^/]*\.ts$/;

/** Layers that see the world only through their parameters: no Node built-ins, no clock, no randomness. */
export const PURE_LAYERS: readonly Layer[] = ['abi', 'model', 'x86', 'udf', 'impl', 'refine'];

/**
 * Where a package may be imported, as path prefixes. Inside src, `effect` belongs to the outer shell: in files that run
 * once per step it costs more than the step. A new shell folder of src/check is added here.
 */
export const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  effect: [
    'src/cli/',
    'src/check/campaign/',
    'src/check/files/',
    'src/check/report/',
    'src/check/schema/',
    'tests/cli/',
    'tests/check/',
  ],
  'fast-check': ['src/check/', 'src/cli/', 'proofs-by-test/', 'tests/'],
  'ts-pattern': [
    'src/model/',
    'src/udf/',
    'src/refine/',
    'src/exos/',
    'src/check/',
    'src/cli/',
    'proofs-by-test/',
    'tests/',
    'bench/',
    'tools/',
  ],
  vitest: ['proofs-by-test/', 'tests/', 'vitest.config.ts'],
  typescript: ['tools/', 'tests/tools/'],
  rolldown: ['tools/'],
  v86: ['bench/'],
};
