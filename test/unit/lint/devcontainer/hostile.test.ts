import assert from 'node:assert/strict';
import type { Finding } from '../../../../src/lint';
import { lintComposeText, lintDevcontainerText } from './found';

/** As many lines as fit into a file that is still looked at. */
const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('');
const inKata = (keys: string): string => `{"image":"a","runArgs":["--runtime=kata"],\n${keys}}`;
const withArgs = (args: string): string => `{"image":"a","runArgs":["--runtime=kata",\n${args}""]}`;

describe('hostile dev containers: at most two seconds', () => {
  const texts: Readonly<Record<string, readonly [(text: string) => readonly Finding[], () => string]>> = {
    'forty thousand arguments': [
      lintDevcontainerText,
      () => withArgs(many(40_000, () => '"--net","host",\n')),
    ],
    'forty thousand runtimes': [
      lintDevcontainerText,
      () => withArgs(many(40_000, () => '"--runtime=runc",\n')),
    ],
    'fifteen thousand features': [
      lintDevcontainerText,
      () => inKata(`"features":{\n${many(15_000, () => '"docker-in-docker":{},\n')}"x":{}}`),
    ],
    'brackets without an end': [lintDevcontainerText, () => `{"kata":${'[\n'.repeat(60_000)}`],
    'a mount with variables without an end': [
      lintDevcontainerText,
      () => withArgs(`"-v","${'${a'.repeat(20_000)}",`),
    ],
    'a mount with many fields': [lintDevcontainerText, () => withArgs(`"--mount=${'a=,'.repeat(20_000)}",`)],
    'a runtime of variables': [
      lintDevcontainerText,
      () => withArgs(`"--runtime=${'${localEnv:a:'.repeat(4_000)}kata",`),
    ],
    'five thousand services': [
      lintComposeText,
      () => `services:\n${many(5_000, (i) => `  a${i}: {runtime: kata, privileged: true}\n`)}`,
    ],
    'five thousand neighbours': [
      lintComposeText,
      () =>
        `services:\n${many(5_000, (i) => `  a${i}: {network_mode: "service:a${i + 1}"}\n`)}  kata: {runtime: kata}\n`,
    ],
  };
  for (const [name, [lint, make]] of Object.entries(texts))
    it(name, function () {
      this.timeout(30_000);
      const text = make();
      const started = process.cpuUsage();
      for (const { rule, span } of lint(text))
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, rule);
      // The time of this process: others may keep the machine busy
      const { user, system } = process.cpuUsage(started);
      assert.ok(user + system < 2_000_000, `took ${((user + system) / 1000).toFixed(0)} ms`);
    });
});
