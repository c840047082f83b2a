/** A tenth of the work when XOK_BUDGET is quick; the statements are the same. */
export const isQuick = process.env['XOK_BUDGET'] === 'quick';

/** The number of cases to run: `full`, or a tenth of it. */
export const budget = (full: number): number => (isQuick ? Math.ceil(full / 10) : full);
