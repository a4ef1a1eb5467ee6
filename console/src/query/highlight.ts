import { h } from '../ui/dom';

const KEYWORDS = new Set(
  `select from where group by having order limit offset as on join left right inner outer full cross using and or not in is null
   between like case when then else end distinct all union except intersect with asc desc filter over partition qualify exists
   cast true false interval values nulls first last lateral create live table primary key`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const TOKEN =
  /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<text>'(?:[^']|'')*'?)|(?<quoted>"[^"]*"?)|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>[A-Za-z_][A-Za-z_0-9]*)/g;

/** SQL with its words told apart: keywords, texts, numbers, comments, function names. */
export function highlighted(sql: string): Node {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const match of sql.matchAll(TOKEN)) {
    const token = match[0];
    const kind = kindOf(match.groups ?? {}, sql.slice(match.index + token.length));
    if (kind === null) continue;
    out.append(sql.slice(at, match.index), h('span', { class: kind }, token));
    at = match.index + token.length;
  }
  out.append(sql.slice(at));
  return out;
}

function kindOf(groups: Record<string, string | undefined>, after: string): string | null {
  if (groups['comment'] !== undefined) return 'sql-comment';
  if (groups['text'] !== undefined) return 'sql-text';
  if (groups['number'] !== undefined) return 'sql-number';
  const word = groups['word'];
  if (word === undefined) return null;
  if (KEYWORDS.has(word.toLowerCase())) return 'sql-keyword';
  return after.startsWith('(') ? 'sql-function' : null;
}
