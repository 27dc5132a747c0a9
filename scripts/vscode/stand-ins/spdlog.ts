/** Stand-in for the native logger @vscode/spdlog, which npm has no prebuilt binary of: writes the same files. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

export class Logger {
  constructor(
    _type: string,
    _name: string,
    private readonly file: string,
  ) {
    mkdirSync(dirname(file), { recursive: true });
  }

  trace = this.writer('trace');
  debug = this.writer('debug');
  info = this.writer('info');
  warn = this.writer('warn');
  error = this.writer('error');
  critical = this.writer('critical');

  getLevel = () => 1;
  setLevel = ignore;
  setPattern = ignore;
  clearFormatters = ignore;
  flush = ignore;
  drop = ignore;

  private writer(level: string) {
    return (message: string) => {
      const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
      appendFileSync(this.file, `${time} [${level}] ${message}\n`);
    };
  }
}

const create = (name: string, file: string) => Promise.resolve(new Logger('', name, file));

export const version = 'stand-in';
export const setLevel = ignore;
export const setFlushOn = ignore;
export const createRotatingLogger = create;
export const createAsyncRotatingLogger = create;

function ignore(): void {
  // What only tunes the native logger has nothing to do here.
}
