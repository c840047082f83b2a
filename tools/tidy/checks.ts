import { ambient } from './ambient.ts';
import { bannedSyntax } from './bannedSyntax.ts';
import { bannedWords } from './bannedWords.ts';
import { barrels } from './barrels.ts';
import { bitOperators } from './bitOperators.ts';
import { callPanels } from './callPanels.ts';
import { deadFiles } from './deadFiles.ts';
import { deadLinks } from './deadLinks.ts';
import { DECODING_FILES, LONG_TABLES } from './exemptions.ts';
import { fileSizes } from './fileSizes.ts';
import { guardOrder } from './guardOrder.ts';
import { importRules } from './importRules.ts';
import { ruleIds } from './ruleIds.ts';
import type { Check } from './types.ts';

/** All checks by name; the name leads each line of the report. */
export const CHECKS: Readonly<Record<string, Check>> = {
  imports: importRules,
  ambient,
  'bit operators': bitOperators,
  'rule IDs': ruleIds,
  'guard order': guardOrder,
  'call panels': callPanels,
  'file size': fileSizes(LONG_TABLES),
  'dead file': deadFiles,
  'dead link': deadLinks,
  barrel: barrels,
  words: bannedWords,
  syntax: bannedSyntax(DECODING_FILES),
};
