/** Configurations for tests that want real size and variety: our own snippets and, where they are there, shipped ones. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newest, type KataTarget, type Runtime } from '../../src/knowledge';
import { rules, type LintRequest } from '../../src/lint';

/** Where files that are not ours may lie beside the checkout; tests do without. */
export const shared = join(process.cwd(), '..', 'shared');

/** A configuration with the Kata that it is for. */
export interface Configuration {
  readonly name: string;
  readonly text: string;
  readonly target: KataTarget;
}

/** Configurations as Kata ships them, by the release and runtime in their path; none where they are not there. */
export function shipped(): Configuration[] {
  const root = join(shared, 'corpus', 'upstream-configs');
  if (!existsSync(root)) return [];
  return readdirSync(root).flatMap((version) =>
    readdirSync(join(root, version)).flatMap((runtime) =>
      readdirSync(join(root, version, runtime)).map((name) => ({
        name,
        text: readFileSync(join(root, version, runtime, name), 'utf8'),
        target: { version, runtime: runtime as Runtime },
      })),
    ),
  );
}

/** The rules' own examples, and the sample workspace. */
export function ours(): Configuration[] {
  const examples = rules.flatMap(({ id, bad, good }) =>
    [bad, good]
      .filter(({ kind = 'kata-config' }) => kind === 'kata-config')
      .map((example) => ({
        name: id,
        text: example.text.replaceAll(/[«»]/g, ''),
        target: { version: example.version ?? '4.1.0', runtime: example.runtime ?? ('go' as const) },
      })),
  );
  const sample = join('test', 'sample-workspace', 'kata-containers');
  const samples = readdirSync(sample)
    .filter((name) => name.endsWith('.toml'))
    .map((name) => ({
      name,
      text: readFileSync(join(sample, name), 'utf8'),
      target: { version: '4.1.0', runtime: 'go' as const },
    }));
  return [...examples, ...samples];
}

/** The rules' examples of all other kinds of file. */
export function otherFiles(): LintRequest[] {
  return rules.flatMap(({ id, bad, good }) =>
    [bad, good].flatMap(({ kind = 'kata-config', path = id, text, version = newest, runtime = 'go' }) =>
      kind === 'kata-config' || text.length > 10_000
        ? []
        : [{ kind, path, text: text.replaceAll(/[«»]/g, ''), target: { version, runtime } }],
    ),
  );
}
