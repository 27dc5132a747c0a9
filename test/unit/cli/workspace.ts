/** A folder of files for one test, and the command line run on it as a user runs it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseWords } from '../../../src/cli/lint/command';
import { lint } from '../../../src/cli/lint/lint';

const program = resolve('dist/cli.js');

/** How a run ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One file in the JSON report. */
export interface ReportedFile {
  readonly file: string;
  readonly kind: string | null;
  readonly diagnostics: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly range: { readonly start: { readonly line: number; readonly character: number } };
    readonly docs: string;
    readonly related?: readonly {
      readonly file: string;
      readonly range: { readonly start: { readonly line: number; readonly character: number } };
      readonly message: string;
    }[];
    readonly fixes?: readonly { readonly title: string; readonly edits: readonly unknown[] }[];
  }[];
}

export class Workspace {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'kata-workbench-cli-')));

  /** `files`: content by path; `/` separates folders. */
  constructor(files: Readonly<Record<string, string | Buffer>> = {}) {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  write(path: string, content: string | Buffer): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
  }

  read(path: string): Buffer {
    return readFileSync(this.path(path));
  }

  /** Runs `kata-workbench` in the folder; a run that hangs ends after 20 s with code null. */
  run(args: readonly string[], input: string | Buffer = ''): Ran {
    const env = { ...process.env, NO_COLOR: '1' };
    const options = { cwd: this.folder, input, env, encoding: 'utf8', timeout: 20_000 } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], options);
    return { code: status, stdout, stderr };
  }

  /** What `lint --format json` reports, without a process of its own. */
  async report(...args: readonly string[]): Promise<ReportedFile[]> {
    const before = process.cwd();
    process.chdir(this.folder);
    try {
      const docs = pathToFileURL(`${before}/docs/`);
      const words = parseWords(['--format', 'json', ...args]);
      const { output } = await lint(words, { version: '0.0.0', docs }, () => undefined);
      return JSON.parse(output) as ReportedFile[];
    } finally {
      process.chdir(before);
    }
  }

  /** The same with standard input, which needs a process. */
  reportOf(input: string, ...args: readonly string[]): ReportedFile[] {
    return JSON.parse(this.run(['lint', '--format', 'json', ...args], input).stdout) as ReportedFile[];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A configuration without any finding, and what tests add to it. */
export const clean = `[hypervisor.qemu]
path = "/usr/bin/qemu-system-x86_64"
kernel = "/k"
image = "/i"
shared_fs = "none"
`;
