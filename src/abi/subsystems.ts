/**
 * The subsystems of the kernel. Model, abstraction and checker each hold one
 * record over all of them, so that a new one does not compile until each of
 * the three knows it. The order is the one in which a death reclaims.
 */
export const SUBSYSTEMS = ['time', 'memory', 'environments'] as const;
export type Subsystem = (typeof SUBSYSTEMS)[number];
