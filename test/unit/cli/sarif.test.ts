import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { clean, Workspace } from './workspace';

interface Location {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region?: unknown;
  };
}

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri: string }[] };
    };
    readonly columnKind: string;
    readonly originalUriBaseIds: Readonly<Record<string, { readonly uri: string }>>;
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly exitCode: number;
      readonly toolExecutionNotifications?: readonly unknown[];
    }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly locations: readonly Location[];
      readonly relatedLocations?: readonly Location[];
      readonly fixes?: readonly {
        readonly artifactChanges: readonly { readonly replacements: readonly unknown[] }[];
      }[];
    }[];
  }[];
}

describe('Command line: SARIF', () => {
  const name = 'configuration ü%#.toml';
  let workspace: Workspace;
  let run: Sarif['runs'][number];
  before(() => {
    workspace = new Workspace({ [name]: `${clean}image = "/j"\nmem_prealloc = true\n` });
    const { stdout } = workspace.run([
      'lint',
      '--format',
      'sarif',
      '--kind',
      'kata-config',
      name,
      'none.toml',
    ]);
    const log = JSON.parse(stdout) as Sarif;
    assert.deepEqual([log.version, log.runs.length], ['2.1.0', 1]);
    run = log.runs[0]!;
  });
  after(() => {
    workspace.remove();
  });

  it('has a rule with its page for each result', () => {
    for (const { ruleId, ruleIndex } of run.results) {
      const rule = run.tool.driver.rules[ruleIndex];
      assert.equal(rule?.id, ruleId);
      assert.match(rule.helpUri, /^file:\/\/\/.*\/docs\/(?:rules\/[a-z-]+\.md|command-line\.md#[a-z-]+)$/);
    }
    assert.deepEqual(
      run.results.map(({ ruleId, level }) => [ruleId, level]),
      [
        ['toml-duplicate-key', 'error'],
        ['toml-unknown-key', 'warning'],
        ['unreadable-file', 'error'],
      ],
    );
  });

  it('names files by an address relative to the current folder', () => {
    const location = run.results[0]?.locations[0]?.physicalLocation.artifactLocation;
    assert.deepEqual(location, { uri: 'configuration%20%C3%BC%25%23.toml', uriBaseId: '%SRCROOT%' });
    const root = run.originalUriBaseIds['%SRCROOT%']?.uri ?? '';
    assert.equal(root, pathToFileURL(`${workspace.folder}/`).href);
    assert.equal(new URL(location.uri, root).href, pathToFileURL(workspace.path(name)).href);
  });

  it('counts places from one, and gives the other place and the fixes', () => {
    const [duplicate, unknown] = run.results;
    const region = { startLine: 6, startColumn: 1, endLine: 6, endColumn: 6 };
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.deepEqual(duplicate?.locations[0]?.physicalLocation.region, region);
    assert.deepEqual(duplicate.relatedLocations?.[0]?.physicalLocation.region, {
      ...region,
      startLine: 4,
      endLine: 4,
    });
    assert.deepEqual(unknown?.fixes?.[0]?.artifactChanges[0]?.replacements, [
      {
        deletedRegion: { startLine: 7, startColumn: 1, endLine: 7, endColumn: 13 },
        insertedContent: { text: 'enable_mem_prealloc' },
      },
    ]);
  });

  it('tells that a file could not be read', () => {
    const [invocation] = run.invocations;
    assert.deepEqual([invocation?.executionSuccessful, invocation?.exitCode], [false, 2]);
    assert.equal(invocation?.toolExecutionNotifications?.length, 1);
  });
});
