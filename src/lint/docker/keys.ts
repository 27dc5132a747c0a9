/** The keys of a runtime in Docker's daemon.json. */

/** Of `runtimes.NAME`. */
export const runtimeKeys: readonly string[] = ['runtimeType', 'options', 'path', 'runtimeArgs'];

/** Of its `options`, those that Docker hands on to Kata. */
export const optionKeys: readonly string[] = ['ConfigPath', 'TypeUrl', 'ConfigBody'];
