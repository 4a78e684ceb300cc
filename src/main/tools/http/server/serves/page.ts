/** What stands in a folder. */
export interface Listed {
  name: string;
  folder: boolean;
  size: number | null;
  modified: Date | null;
  /** Why it is not served. */
  why: string | null;
}

const STYLE = `
:root{color-scheme:light dark;--line:#d9dce1;--quiet:#5d6570;--link:#0b57c4;--over:#f3f5f8;background:#fff;color:#1b1f24}
@media(prefers-color-scheme:dark){:root{--line:#33383f;--quiet:#9aa3ad;--link:#7fb4ff;--over:#20242a;background:#16191d;color:#e4e7eb}}
body{font:14px/20px system-ui,sans-serif;max-width:960px;margin:32px auto;padding:0 24px}
h1{font-size:18px;line-height:24px;margin:0 0 16px;font-weight:600;overflow-wrap:anywhere}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
table{width:100%;border-collapse:collapse}
th{font-weight:400;color:var(--quiet);text-align:left}
th,td{padding:5px 16px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
td:first-child{overflow-wrap:anywhere}
th:nth-child(n+2),td:nth-child(n+2){text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;color:var(--quiet);width:1px}
th:last-child,td:last-child{padding-right:0}
tbody tr:hover{background:var(--over)}
p{color:var(--quiet)}small{color:var(--quiet);font-size:12px}
form{margin:24px 0 0}button{font:inherit;padding:3px 12px}
@media(max-width:560px){th:last-child,td:last-child{display:none}}
`;

/** Pure: the page of a folder at `names`, in which `count` things are. Nothing of a name is taken for HTML. */
export function page(
  names: readonly string[],
  entries: readonly Listed[],
  count: number,
  uploads: boolean,
): string {
  const title = escaped(`/${names.join('/')}`);
  const more =
    count > entries.length
      ? `<p>${(count - entries.length).toLocaleString('en-US')} more are not listed.</p>`
      : '';
  const form = uploads
    ? '<form method="post" enctype="multipart/form-data"><input type="file" name="file" multiple aria-label="Files"> <button>Upload</button></form>'
    : '';
  const list =
    entries.length === 0 && names.length === 0
      ? '<p>Nothing is here.</p>'
      : `<table><thead><tr><th scope="col">Name</th><th scope="col">Bytes</th><th scope="col">Modified (UTC)</th></tr></thead><tbody>
${[...(names.length > 0 ? [UP] : []), ...entries.map(row)].join('\n')}
</tbody></table>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${STYLE}</style></head>
<body><h1>${way(names)}</h1>
${list}
${more}${form}</body></html>
`;
}

/** The folders above, each a link. */
function way(names: readonly string[]): string {
  if (names.length === 0) return '/';
  const steps = names.slice(0, -1).map((name, i) => {
    const up = '../'.repeat(names.length - 1 - i);
    return `<a href="${up}">${escaped(name)}</a> / `;
  });
  return `<a href="${'../'.repeat(names.length)}" aria-label="Top">/</a> ${steps.join('')}${escaped(names.at(-1) ?? '')}`;
}

const UP = '<tr><td><a href="../">../</a></td><td></td><td></td></tr>';
/** Half of a pair of UTF-16, which Windows lets stand in names. */
const LONE = /[\ud800-\udfff]/gu;

function row({ name, folder, size, modified, why }: Listed): string {
  const shown = escaped(folder ? `${name}/` : name);
  // As a path of its own, so that a name such as `javascript:x` is none of the schemes.
  const to = escaped(`./${encodeURIComponent(name.replace(LONE, '\ufffd'))}${folder ? '/' : ''}`);
  const cells = [
    why === null ? `<a href="${to}">${shown}</a>` : `${shown} <small>${escaped(why)}</small>`,
    size === null ? '' : size.toLocaleString('en-US'),
    modified ? modified.toISOString().slice(0, 16).replace('T', ' ') : '',
  ];
  return `<tr><td>${cells.join('</td><td>')}</td></tr>`;
}

const MEANT: { [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => MEANT[one] ?? one);
