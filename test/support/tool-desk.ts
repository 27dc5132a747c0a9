/** What tools for language models work with in a test: programs and files that are not there, unless a test gives them. */
import { createSavedHostReader } from '../../src/host';
import { callTool, ToolError, type Linted, type LintRequest, type ToolDesk } from '../../src/tools';
import { fakeRunner, type FakeAnswer, type FakeRunner } from './fake-runner';

/** A result that is data, as its reader sees it. */
export type ToolResult = Readonly<Record<string, unknown>>;

export class FakeToolDesk {
  readonly runner: FakeRunner;
  /** What the lint was asked. */
  readonly linted: LintRequest[] = [];

  constructor(
    answers: Readonly<Record<string, FakeAnswer>> = {},
    private readonly more: {
      /** The folder of a saved machine. */
      readonly machine?: string;
      readonly findings?: (request: LintRequest) => readonly Linted[];
      readonly scope?: ToolDesk['scope'];
    } = {},
  ) {
    this.runner = fakeRunner(answers);
  }

  /** The text that a tool returns; rejects as it does. */
  async text(
    name: string,
    input: unknown = {},
    signal: AbortSignal = new AbortController().signal,
  ): Promise<string> {
    const { machine = 'test/fixtures/machines/epyc-milan-snp/root', findings, scope } = this.more;
    const desk: ToolDesk = {
      runner: this.runner,
      reader: await createSavedHostReader(machine),
      engines: ['docker', 'nerdctl', 'containerd', 'cri', 'podman'],
      readText: () => Promise.resolve(undefined),
      lint: (request) => {
        this.linted.push(request);
        return Promise.resolve(findings?.(request) ?? []);
      },
      ...(scope && { scope }),
    };
    return callTool(name, input, desk, signal);
  }

  async result(name: string, input: unknown = {}): Promise<ToolResult> {
    return JSON.parse(await this.text(name, input)) as ToolResult;
  }

  /** What the tool says is wrong, and for its caller to mend. */
  async refusal(name: string, input: unknown = {}): Promise<string> {
    try {
      return `It was not refused: ${await this.text(name, input)}`;
    } catch (error) {
      if (error instanceof ToolError) return error.message;
      throw error;
    }
  }
}
