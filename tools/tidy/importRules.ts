import { isLayer, KERNEL_LAYOUT, MAY_IMPORT, PACKAGE_HOMES, PURE_LAYERS, type Layer } from './layers.ts';
import { importsOf, isRelative, resolveRelative, type Import } from './syntax.ts';
import { isTypeScript, type Finding, type RepoFile } from './types.ts';

type Complaint = { readonly message: string; readonly remedy: string };

const layerOf = (path: string): Layer | undefined => {
  const [root, folder = '', file] = path.split('/');
  return root === 'src' && file !== undefined && isLayer(folder) ? folder : undefined;
};

/** `effect/Schema` and `effect` are one package, and so are `@scope/name/x` and `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');

const forbiddenPackage = (file: RepoFile, specifier: string): Complaint | undefined => {
  const name = packageOf(specifier);
  const homes = PACKAGE_HOMES[name];
  if (homes === undefined) {
    return {
      message: `imports '${name}', a package that no part of the project may use`,
      remedy: 'do without it, or give it a home in tools/tidy/layers.ts and a line in docs/decisions/0001-dependencies.md',
    };
  }
  if (homes.some((home) => file.path.startsWith(home))) return undefined;
  return { message: `imports '${name}' outside its home`, remedy: `move this code to one of ${homes.join(', ')}` };
};

const forbiddenBuiltin = (file: RepoFile, specifier: string): Complaint | undefined => {
  const layer = layerOf(file.path);
  if (layer === undefined || !PURE_LAYERS.includes(layer)) return undefined;
  return {
    message: `src/${layer} imports '${specifier}', but it must see the world only through its parameters`,
    remedy: 'move the code that needs it to src/check or src/cli and pass the result in',
  };
};

const forbiddenLayer = (from: Layer, target: string): Complaint | undefined => {
  const to = layerOf(target);
  if (to === from) return undefined;
  if (to === undefined) {
    return { message: `src/${from} imports ${target}, outside the layers of src`, remedy: 'move what it needs into src' };
  }
  if (!MAY_IMPORT[from].includes(to)) {
    const allowed = MAY_IMPORT[from].map((layer) => `src/${layer}`).join(', ');
    return {
      message: `src/${from} imports ${target}, but may import ${allowed === '' ? 'nothing' : `only ${allowed}`}`,
      remedy: `move the shared numbers to src/abi, or write the decision a second time in src/${from}: layers share no logic`,
    };
  }
  if (from === 'refine' && to === 'impl' && !KERNEL_LAYOUT.test(target)) {
    return {
      message: `src/refine imports ${target}, but of the kernel it may see only src/impl/layout*.ts`,
      remedy: 'move the offset to src/impl/layout.ts, or decode the bytes in src/refine itself',
    };
  }
  return undefined;
};

const forbiddenPath = (file: RepoFile, specifier: string, known: ReadonlySet<string>): Complaint | undefined => {
  const target = resolveRelative(file.path, specifier);
  if (target === undefined || !known.has(target)) {
    return {
      message: `imports '${specifier}', which is no file of the repository`,
      remedy: 'write the path of an existing file, with its extension (./name.ts)',
    };
  }
  const layer = layerOf(file.path);
  return layer === undefined ? undefined : forbiddenLayer(layer, target);
};

const complaintAbout = (file: RepoFile, { specifier }: Import, known: ReadonlySet<string>): Complaint | undefined => {
  if (isRelative(specifier)) return forbiddenPath(file, specifier, known);
  return specifier.startsWith('node:') ? forbiddenBuiltin(file, specifier) : forbiddenPackage(file, specifier);
};

/** The import rules of the architecture. They carry the independence of model, kernel and abstraction. */
export const importRules = (files: readonly RepoFile[]): readonly Finding[] => {
  const known = new Set(files.map((file) => file.path));
  const findings: Finding[] = [];
  for (const file of files.filter((candidate) => isTypeScript(candidate.path))) {
    if (file.path.startsWith('src/') && layerOf(file.path) === undefined) {
      const message = 'lies in src but in no layer, so no import rule holds for it';
      findings.push({ file: file.path, line: 1, message, remedy: 'move it to one of the folders of src' });
    }
    for (const entry of importsOf(file)) {
      const complaint = complaintAbout(file, entry, known);
      if (complaint !== undefined) findings.push({ file: file.path, line: entry.line, ...complaint });
    }
  }
  return findings;
};
