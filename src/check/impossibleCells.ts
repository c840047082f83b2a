/** A family of cells that no state can hit, with the reason. Hitting one fails the run. */
interface Impossible {
  readonly calls: readonly string[];
  readonly outcomes: (outcome: string) => boolean;
  readonly relations: readonly string[];
  readonly reason: string;
}

const ENV_CALLS = ['forge', 'remove_vas', 'insert_pte', 'pt_free', 'env_free'];
const BAD_ID = ['FRG-2', 'RMV-3', 'INS-1', 'PTF-1', 'EFR-1', 'YLD-1'];
const ENV_RIGHT = ['FRG-3', 'FRG-4', 'RMV-4', 'RMV-5', 'INS-2', 'INS-3', 'PTF-2', 'PTF-3', 'EFR-2', 'EFR-3'];
const BEFORE_ENV = ['FRG-1', 'RMV-1', 'RMV-2', 'ENT-5'];
const PAGE_FIRST = ['PGA-1', 'PGA-2', 'ENT-5'];

const IMPOSSIBLE: readonly Impossible[] = [
  { calls: ENV_CALLS, outcomes: (o) => !BAD_ID.includes(o) && !BEFORE_ENV.includes(o), relations: ['bad id'], reason: 'a bad id is refused by the first guard' },
  { calls: ENV_CALLS, outcomes: (o) => BAD_ID.includes(o), relations: ['own', 'authorised', 'unauthorised'], reason: 'the guard refuses bad ids only' },
  { calls: ENV_CALLS, outcomes: (o) => !BAD_ID.includes(o) && !BEFORE_ENV.includes(o) && !ENV_RIGHT.includes(o), relations: ['unauthorised'], reason: 'who holds no right on the env cannot present one' },
  { calls: ['yield'], outcomes: (o) => o === 'ok', relations: ['bad id'], reason: 'a bad id is refused' },
  { calls: ['yield'], outcomes: (o) => o === 'YLD-1', relations: ['nobody', 'self', 'runnable', 'not runnable'], reason: 'the guard refuses bad ids only' },
  { calls: ['pgacl_mod'], outcomes: (o) => o === 'PGA-2', relations: ['authorised', 'unauthorised', 'free', 'kernel'], reason: 'the guard refuses frames beyond RAM only' },
  { calls: ['pgacl_mod'], outcomes: (o) => !PAGE_FIRST.includes(o), relations: ['beyond RAM'], reason: 'a frame beyond RAM is refused first' },
  { calls: ['pgacl_mod'], outcomes: (o) => o === 'PGA-3', relations: ['authorised', 'unauthorised'], reason: 'the guard refuses what is not a user page' },
  { calls: ['pgacl_mod'], outcomes: (o) => !PAGE_FIRST.includes(o) && o !== 'PGA-3', relations: ['free', 'kernel'], reason: 'what is not a user page is refused before' },
  { calls: ['pgacl_mod'], outcomes: (o) => !PAGE_FIRST.includes(o) && !['PGA-3', 'PGA-4', 'PGA-5'].includes(o), relations: ['unauthorised'], reason: 'who holds no MOD on the page cannot present one' },
];

/** Why a cell cannot be hit, or null if it can. */
export const impossible = (cell: string): string | null => {
  const [call, outcome, ...rest] = cell.split(' ');
  const relation = rest.join(' ');
  return IMPOSSIBLE.find((i) => i.calls.includes(call) && i.outcomes(outcome) && i.relations.includes(relation))?.reason ?? null;
};
