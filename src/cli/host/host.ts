/** The work of `kata-workbench host`. */
import { constants } from 'node:os';
import { createRunner } from '../../engines';
import { redact, thisPerson } from '../../redact';
import {
  checkHost,
  createHostReader,
  createSavedHostReader,
  renderJson,
  renderMarkdown,
  renderText,
  type HostReader,
  type Report,
} from '../../host';
import { exitCodes, UsageError } from '../usage';
import type { Request } from './command';

async function readerFor({ root }: Request): Promise<HostReader> {
  if (root === undefined) return createHostReader(createRunner());
  try {
    return await createSavedHostReader(root);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? 'there is no such folder'
        : code === 'ENOTDIR'
          ? 'it is no folder'
          : code === 'EACCES'
            ? 'this user may not read it'
            : String(error);
    throw new UsageError(`--root ${root}: ${why}.`);
  }
}

function render(report: Report, { format }: Request): string {
  switch (format) {
    case 'json':
      return renderJson(report);
    case 'markdown': {
      const person = thisPerson();
      return renderMarkdown(report, (text) => redact(text, person));
    }
    case 'text': {
      const { stdout, env } = process;
      const colour = stdout.isTTY && stdout.hasColors() && (env.NO_COLOR ?? '') === '';
      return renderText(report, { colour, width: Math.min(stdout.columns || 100, 120) });
    }
  }
}

/** Returns the exit code. */
export async function host(request: Request): Promise<number> {
  const reader = await readerFor(request);
  const stopping = new AbortController();
  let code: number = exitCodes.trouble;
  const stop = (signal: NodeJS.Signals): void => {
    code = 128 + constants.signals[signal]; // As shells say it
    stopping.abort();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const report = await checkHost(reader, { signal: stopping.signal });
    process.stdout.write(render(report, request));
    return report.verdict.status === 'ready' ? exitCodes.clean : exitCodes.findings;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    return code;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
