/** The part of VS Code's command line that @vscode/test-electron uses. */
export interface CodeArguments {
  readonly folder: string;
  readonly extensionDevelopmentPaths: readonly string[];
  readonly extensionTestsPath: string;
  readonly extensionsDir?: string;
}

/** Reads `code`'s arguments, options as `--name=value`; throws where there is no test to run. */
export function parseCodeArguments(args: readonly string[]): CodeArguments {
  const options = new Map<string, string[]>();
  const folders: string[] = [];
  for (const arg of args) {
    const option = /^--([^=]+)(?:=(.*))?$/s.exec(arg);
    if (option?.[1] === undefined) folders.push(arg);
    else options.set(option[1], [...(options.get(option[1]) ?? []), option[2] ?? '']);
  }
  const last = (name: string) => options.get(name)?.at(-1);
  const [folder] = folders;
  const extensionTestsPath = last('extensionTestsPath');
  if (extensionTestsPath === undefined || folder === undefined)
    throw new Error('This stand-in for "code" only runs tests: it needs a folder and --extensionTestsPath.');
  const extensionsDir = last('extensions-dir');
  return {
    folder,
    extensionTestsPath,
    extensionDevelopmentPaths: options.get('extensionDevelopmentPath') ?? [],
    ...(extensionsDir === undefined ? {} : { extensionsDir }),
  };
}
