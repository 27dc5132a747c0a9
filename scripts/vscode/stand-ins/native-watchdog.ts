/** Stand-in for the native module that ends an extension host whose server is gone. */
export function start(parent: number): void {
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch {
      process.exit(87);
    }
  }, 3000).unref();
}

export function exit(code?: number): never {
  process.exit(code ?? 0);
}
