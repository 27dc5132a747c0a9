/** Which hypervisor annotations the configuration that is shipped for a RuntimeClass enables, per release. */
import data from './data/enabled-annotations.json';
import { own } from './own';
import { compareVersions } from './releases';

interface Enabled {
  readonly since: string;
  /** Regular expressions, all of them plain words. */
  readonly names: readonly string[];
}

/**
 * `enable_annotations` of the configuration that an upstream handler starts with; undefined where the release ships
 * none (configuration-*.toml.in with the Makefiles of both runtimes).
 */
export function enabledAnnotations(handler: string, version: string): readonly string[] | undefined {
  const history: readonly Enabled[] | undefined = own(data, handler);
  return history?.findLast(({ since }) => compareVersions(since, version) <= 0)?.names;
}
