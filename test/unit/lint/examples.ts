/** Reads the examples of the rules' pages: `«…»` stands around each reported place. */
import { lintFile, lintKataConfig, type Example, type Finding } from '../../../src/lint';
import type { Span } from '../../../src/documents';
import { newest } from '../../../src/knowledge';

/** A main file without findings, for examples that are drop-ins. */
const mainFile = '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n';

/** The text without marks, and the places that they stood around. */
export function unmark(text: string): { text: string; spans: Span[] } {
  const spans: Span[] = [];
  let plain = '';
  let start = 0;
  for (const part of text.split(/([«»])/)) {
    if (part === '«') start = plain.length;
    else if (part === '»') spans.push({ start, end: plain.length });
    else plain += part;
  }
  return { text: plain, spans };
}

/** Findings of an example's own file. */
export function lintExample(example: Example): { findings: readonly Finding[]; spans: Span[] } {
  const { text, spans } = unmark(example.text);
  const target = { version: example.version ?? newest, runtime: example.runtime ?? ('go' as const) };
  const path = example.path ?? 'configuration.toml';
  const { kind } = example;
  if (kind !== undefined && kind !== 'kata-config')
    return { findings: lintFile({ kind, path, text, target }), spans };
  const options = { fileExists: (file: string) => !file.startsWith('/missing/') };
  if (!path.startsWith('config.d/')) {
    return { findings: lintKataConfig({ main: { path, text } }, target, options).get(path) ?? [], spans };
  }
  const directory = path.endsWith('/');
  const dropIn = {
    path: directory ? path.slice(0, -1) : path,
    text,
    entry: directory ? ('directory' as const) : ('file' as const),
  };
  const others = Object.entries(example.beside ?? {}).map(([name, other]) => ({
    path: `config.d/${name}`,
    text: other,
    entry: 'file' as const,
  }));
  const set = { main: { path: 'configuration.toml', text: mainFile }, dropIns: [dropIn, ...others] };
  return { findings: lintKataConfig(set, target, options).get(dropIn.path) ?? [], spans };
}
