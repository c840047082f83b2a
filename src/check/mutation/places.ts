import { fileURLToPath } from 'node:url';

/** The root of the repository, as a URL that ends in a slash; sources and compiled files lie equally deep. */
const ROOT = new URL('../../../', import.meta.url);

/** The compiled layers, as a URL that ends in a slash. */
export const DIST = new URL('dist/', ROOT);

/** The data files of the mutants, as a path. */
export const MUTANT_DATA = fileURLToPath(new URL('proofs-by-test/mutants/', ROOT));
