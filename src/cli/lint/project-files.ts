/** `.kata-workbench.json` on disk: the nearest one upward from a file, with what it ignores. */
import ignore, { type Ignore } from 'ignore';
import { dirname, join, relative, sep } from 'node:path';
import { LineIndex } from '../../documents';
import { parseProject, projectFileName, type Project } from '../../lint/core';
import { load, reasonOf, Unreadable, type Source } from './sources';

interface ProjectFolder {
  readonly folder: string;
  readonly project: Project;
  readonly ignored: Ignore;
}

export class ProjectFiles {
  private readonly byFolder = new Map<string, ProjectFolder | undefined>();

  /** `complain` is told what is wrong with a project file. */
  constructor(private readonly complain: (message: string) => void) {}

  /** What the nearest project file says for a file (absolute path). */
  of(file: string): Project | undefined {
    return this.at(dirname(file))?.project;
  }

  /** Whether the nearest project file ignores a file or a directory (absolute path). */
  ignores(path: string, directory = false): boolean {
    const found = this.at(dirname(path));
    if (!found) return false;
    const below = relative(found.folder, path).split(sep).join('/');
    return found.ignored.ignores(directory ? `${below}/` : below);
  }

  private at(folder: string): ProjectFolder | undefined {
    if (this.byFolder.has(folder)) return this.byFolder.get(folder);
    const above = dirname(folder);
    const found = this.read(folder) ?? (above === folder ? undefined : this.at(above));
    this.byFolder.set(folder, found);
    return found;
  }

  private read(folder: string): ProjectFolder | undefined {
    const path = join(folder, projectFileName);
    let source: Source | Unreadable;
    try {
      source = load(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR')
        this.complain(`${path} cannot be read: ${reasonOf(error, path)}.`);
      return undefined;
    }
    const reason =
      source instanceof Unreadable ? source.reason : source.truncated && 'it is larger than any project file';
    if (reason) this.complain(`${path} cannot be read: ${reason}.`);
    if (source instanceof Unreadable || reason) return undefined;
    const { text } = source;
    const { project, problems } = parseProject(text);
    const lines = new LineIndex(text);
    for (const { message, span } of problems) {
      const { line, character } = lines.position(span.start);
      this.complain(`${path}:${line + 1}:${character + 1}: ${message}`);
    }
    return { folder, project, ignored: ignore().add([...(project.ignore ?? [])]) };
  }
}
