/** The files that a Markdown text links to or shows, relative to it, each once; not addresses and not its own headings. */
export function relativeLinks(markdown: string): string[] {
  const prose = markdown.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');
  const targets = [
    ...prose.matchAll(/\]\(\s*<?([^\s)>]+)|<(?:img|source|a)\b[^>]*?\b(?:src|srcset|href)="([^"]+)"/g),
  ];
  const files = targets
    .map(([, link, html]) => (link ?? html ?? '').replace(/[?#].*$/, ''))
    .filter((target) => target !== '' && !/^([a-z][a-z+.-]*:|\/\/)/i.test(target));
  return [...new Set(files.map((file) => decodeURIComponent(file.replace(/^\.\//, ''))))];
}
