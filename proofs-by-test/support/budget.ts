/**
 * How much a proof runs: all of it with XOK_BUDGET=full, half by itself, since the campaign of npm test runs the same
 * theorems on some hundred times as many scenarios, and a tenth if XOK_BUDGET is quick. The statements are the same.
 */
const SHARES: Readonly<Record<string, number>> = { full: 1, quick: 0.1 };
const share = SHARES[process.env['XOK_BUDGET'] ?? ''] ?? 0.5;

export const isQuick = process.env['XOK_BUDGET'] === 'quick';

/** The number of cases to run, of those that a full run has. */
export const budget = (full: number): number => Math.ceil(full * share);
