/** A Kata source tree on disk, as `git checkout TAG` leaves it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something about the source tree that a person has to sort out: says what, where, and what to do. */
export class CheckoutError extends Error {}

export class Checkout {
  /** The release, from the file VERSION. */
  readonly version: string;

  constructor(private readonly root: string) {
    if (!existsSync(root))
      throw new CheckoutError(`There is no folder ${root}. Name the root of a Kata Containers checkout.`);
    const missing = ['VERSION', 'src/runtime', 'src/libs/kata-types'].filter((path) => !this.has(path));
    if (missing.length > 0) {
      throw new CheckoutError(
        `${root} is no Kata Containers checkout: ${missing.join(', ')} missing. Check out a release tag of kata-containers and name its root.`,
      );
    }
    this.version = this.read('VERSION').trim();
    if (!/^\d+\.\d+\.\d+$/.test(this.version)) {
      throw new CheckoutError(
        `VERSION says "${this.version}", which is no release. Check out a release tag such as 4.1.0.`,
      );
    }
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  read(path: string): string {
    try {
      return readFileSync(join(this.root, path), 'utf8');
    } catch (error) {
      throw new CheckoutError(
        `Cannot read ${path} of Kata ${this.version}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** Paths below a folder of the tree that match, in order; a folder that is not there has none. */
  files(folder: string, match: RegExp, skip = /(^|\/)(vendor|target)\//): string[] {
    if (!this.has(folder)) return [];
    return readdirSync(join(this.root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => match.test(path) && !skip.test(path))
      .sort();
  }

  /** The only match of a pattern's first group in a file; an error that names the file where there is none. */
  find(path: string, pattern: RegExp, what: string): string {
    const found = pattern.exec(this.read(path))?.[1];
    if (found === undefined) {
      throw new CheckoutError(
        `${path} of Kata ${this.version} has no ${what}. The source was reorganised: scripts/knowledge has to learn it.`,
      );
    }
    return found;
  }
}
