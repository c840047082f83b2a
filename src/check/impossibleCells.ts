/** A family of cells that no state can hit, with the reason. Hitting one fails the run. */
interface Impossible {
  readonly calls: readonly string[];
  readonly outcomes: (outcome: string) => boolean;
  readonly relations: (relation: string) => boolean;
  readonly reason: string;
}

/** A test of a name: it is one of these. */
const among = (...names: readonly string[]) => (name: string): boolean => names.includes(name);
const not = (test: (name: string) => boolean) => (name: string): boolean => !test(name);
const either = (a: (name: string) => boolean, b: (name: string) => boolean) => (name: string): boolean => a(name) || b(name);
const endsWith = (...ends: readonly string[]) => (name: string): boolean => ends.some((end) => name.endsWith(end));
const startsWith = (...starts: readonly string[]) => (name: string): boolean => starts.some((start) => name.startsWith(start));

const ENV_CALLS = [
  'forge', 'remove_vas', 'insert_pte', 'insert_pte_range', 'pt_free', 'mod_pte_range', 'read_pte', 'env_free', 'rdenv', 'wrenv', 'rdu', 'wru',
];
const PAGE_CALLS = ['pgacl_mod', 'pstate_mod'];
const isBadId = among('FRG-2', 'RMV-3', 'INS-1', 'IPR-3', 'PTF-1', 'MPR-2', 'RPT-1', 'EFR-1', 'RDE-2', 'WRE-2', 'RDU-3', 'WRU-3');
const isEnvRight = among(
  'FRG-3', 'FRG-4', 'RMV-4', 'RMV-5', 'INS-2', 'INS-3', 'IPR-4', 'IPR-5', 'PTF-2', 'PTF-3', 'MPR-3', 'MPR-4', 'RPT-2', 'RPT-3', 'EFR-2', 'EFR-3',
  'RDE-3', 'RDE-4', 'WRE-3', 'WRE-4', 'RDU-4', 'RDU-5', 'WRU-4', 'WRU-5',
);
const isBeforeEnv = among('FRG-1', 'RMV-1', 'RMV-2', 'IPR-1', 'IPR-2', 'MPR-1', 'RDE-1', 'WRE-1', 'RDU-1', 'RDU-2', 'WRU-1', 'WRU-2', 'ENT-5');
const isBeyondRam = among('PGA-2', 'PSM-1');
const isNoUserPage = among('PGA-3', 'PSM-2');
const isPageRight = among('PGA-4', 'PGA-5', 'PSM-3', 'PSM-4');
const isBeforePage = among('PGA-1', 'ENT-5');
const isOfOther = among('RDE-5', 'WRE-5');

const ENVS: readonly Impossible[] = [
  { calls: ENV_CALLS, outcomes: not(either(isBadId, isBeforeEnv)), relations: among('bad id'), reason: 'a bad id is refused by the first guard' },
  { calls: ENV_CALLS, outcomes: isBadId, relations: not(among('bad id')), reason: 'the guard refuses bad ids only' },
  { calls: ENV_CALLS, outcomes: not(either(isBadId, either(isBeforeEnv, isEnvRight))), relations: among('unauthorised'), reason: 'who holds no right on the env cannot present one' },
  { calls: ['rdenv', 'wrenv'], outcomes: isOfOther, relations: among('authorised'), reason: 'the guard refuses the caller only' },
  { calls: ['rdenv', 'wrenv'], outcomes: among('ok'), relations: among('own'), reason: 'the caller runs, so its saved registers are refused' },
  { calls: ['yield'], outcomes: among('ok'), relations: among('bad id'), reason: 'a bad id is refused' },
  { calls: ['yield'], outcomes: among('YLD-1'), relations: not(among('bad id')), reason: 'the guard refuses bad ids only' },
  { calls: ['acquire'], outcomes: not(among('ACQ-1')), relations: among('bad id'), reason: 'a bad id is refused first' },
  { calls: ['acquire'], outcomes: among('ACQ-1'), relations: not(among('bad id')), reason: 'the guard refuses bad ids only' },
  { calls: ['acquire'], outcomes: among('ACQ-3'), relations: among('offered to the caller'), reason: 'the guard refuses what is not offered to the caller' },
  { calls: ['acquire'], outcomes: not(among('ACQ-2', 'ACQ-3')), relations: among('offered to another', 'nothing offered'), reason: 'what is not offered to the caller is refused before' },
];

const PAGES: readonly Impossible[] = [
  { calls: PAGE_CALLS, outcomes: isBeyondRam, relations: not(among('beyond RAM')), reason: 'the guard refuses frames beyond RAM only' },
  { calls: PAGE_CALLS, outcomes: not(either(isBeforePage, isBeyondRam)), relations: among('beyond RAM'), reason: 'a frame beyond RAM is refused first' },
  { calls: PAGE_CALLS, outcomes: isNoUserPage, relations: among('authorised', 'unauthorised'), reason: 'the guard refuses what is not a user page' },
  { calls: PAGE_CALLS, outcomes: not(either(isBeforePage, isNoUserPage)), relations: among('free', 'kernel'), reason: 'what is not a user page is refused before' },
  { calls: PAGE_CALLS, outcomes: not(either(isBeforePage, isPageRight)), relations: among('unauthorised'), reason: 'who holds no MOD on the page cannot present one' },
];

const isNoRow = startsWith('no row');
const isFreeRow = startsWith('free row');
const isUsedRow = startsWith('authorised', 'unauthorised');
const QUANTUM_CALLS = ['quantum_set', 'quantum_free'];

const QUANTA: readonly Impossible[] = [
  { calls: ['quantum_alloc', 'quantum_set'], outcomes: not(among('QAL-1', 'QAL-2', 'QST-1', 'QST-2')), relations: among('bad id'), reason: 'a bad id is refused before the row is looked at' },
  { calls: ['quantum_alloc', 'quantum_set'], outcomes: among('QAL-2', 'QST-2'), relations: not(among('bad id')), reason: 'the guard refuses bad ids only' },
  { calls: ['quantum_alloc'], outcomes: among('QAL-5', 'QAL-6'), relations: endsWith('any'), reason: 'the guard is about rows that are named' },
  { calls: ['quantum_alloc'], outcomes: among('QAL-7'), relations: endsWith('named'), reason: 'the guard is about any row' },
  { calls: QUANTUM_CALLS, outcomes: among('QST-3', 'QFR-2'), relations: not(either(isNoRow, among('bad id'))), reason: 'the guard refuses numbers that no row has' },
  { calls: QUANTUM_CALLS, outcomes: not(among('QST-1', 'QST-3', 'QFR-1', 'QFR-2')), relations: isNoRow, reason: 'a number that no row has is refused before' },
  { calls: QUANTUM_CALLS, outcomes: among('QST-4', 'QFR-3'), relations: isUsedRow, reason: 'the guard refuses free rows' },
  { calls: QUANTUM_CALLS, outcomes: not(among('QST-1', 'QST-4', 'QFR-1', 'QFR-3')), relations: isFreeRow, reason: 'a free row is refused before' },
  { calls: QUANTUM_CALLS, outcomes: among('ok'), relations: startsWith('unauthorised'), reason: 'who holds no right on the quantum cannot present one' },
];

const IMPOSSIBLE: readonly Impossible[] = [...ENVS, ...PAGES, ...QUANTA];

/** Why a cell cannot be hit, or null if it can. */
export const impossible = (cell: string): string | null => {
  const [call, outcome, ...rest] = cell.split(' ');
  const relation = rest.join(' ');
  return IMPOSSIBLE.find((i) => i.calls.includes(call) && i.outcomes(outcome) && i.relations(relation))?.reason ?? null;
};
