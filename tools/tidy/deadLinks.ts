import { resolveRelative } from './syntax.ts';
import { group, type Finding, type RepoFile } from './types.ts';

const LINK = /\[[^\]]*\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)?)(?:\s+"[^"]*")?\)/g;
const ELSEWHERE = /^[a-z][a-z0-9+.-]*:/i;

/** Lines inside a code fence hold examples, not links or headings; they are blanked so that line numbers stay. */
const proseLines = (text: string): readonly string[] => {
  let fenced = false;
  return text.split('\n').map((line) => {
    const fence = /^\s*(?:```|~~~)/.test(line);
    if (fence) fenced = !fenced;
    return fence || fenced ? '' : line;
  });
};

/** The anchor that a heading gets when the page is rendered. */
const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

const anchorsOf = (text: string): ReadonlySet<string> => {
  const anchors = new Set([...text.matchAll(/\b(?:id|name)="([^"]+)"/g)].map((match) => group(match, 1)));
  for (const line of proseLines(text)) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line);
    if (heading === null) continue;
    const slug = slugOf(group(heading, 1));
    let name = slug;
    for (let twin = 1; anchors.has(name); twin += 1) name = `${slug}-${twin}`;
    anchors.add(name);
  }
  return anchors;
};

/** Every file and every folder above a file. */
const placesOf = (files: readonly RepoFile[]): ReadonlySet<string> => {
  const places = new Set(['']);
  for (const { path } of files) {
    path.split('/').forEach((_, depth, parts) => places.add(parts.slice(0, depth + 1).join('/')));
  }
  return places;
};

/** Links between the pages of the repository lead somewhere, down to the heading. */
export const deadLinks = (files: readonly RepoFile[]): readonly Finding[] => {
  const places = placesOf(files);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const complain = (from: string, link: string): string | undefined => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? from : resolveRelative(from, decodeURI(path));
    if (target === undefined || !places.has(target)) return `links to ${link}, which does not exist`;
    if (anchor === undefined || !target.endsWith('.md')) return undefined;
    return anchorsOf(texts.get(target) ?? '').has(anchor) ? undefined : `links to ${link}, but no such heading is there`;
  };
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) =>
      proseLines(text).flatMap((line, index) =>
        [...line.replace(/`[^`]*`/g, '').matchAll(LINK)].flatMap((match) => {
          const link = group(match, 1);
          const message = ELSEWHERE.test(link) ? undefined : complain(path, link);
          const remedy = 'point the link at what is there now, or remove it';
          return message === undefined ? [] : [{ file: path, line: index + 1, message, remedy }];
        }),
      ),
    );
};
