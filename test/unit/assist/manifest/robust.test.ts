import assert from 'node:assert/strict';
import {
  manifestActionsAt,
  manifestCompletionsAt,
  manifestDefinitionAt,
  manifestHoverAt,
} from '../../../../src/assist';
import type { Span } from '../../../../src/documents';
import { go, rs } from '../at';
import { costsBelow } from '../../../support/cpu';

const own = `# kata
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: kata-qemu-snp}
handler: &h "kata-qemu-snp"
overhead:
  podFixed:
    memory: 2048Mi
scheduling:
  nodeSelector:
    katacontainers.io/kata-runtime: "true"
---
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata:
    annotations:
      io.katacontainers.config.hypervisor.cc_init_data: H4sI
      io.katacontainers.config.agent.policy: >-
        cGFja2FnZQ==
  spec:
    runtimeClassName: *h
    containers:
    - env: [{name: A, value: sealed.fakejwsheader.e30.fake}]
---
customRuntimes:
  runtimes:
    mine:
      runtimeClass: |
        kind: RuntimeClass
        metadata:
          name: kata-mine
        handler: kata-clh
`;

/** Pseudo-random numbers below a bound, the same ones in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function askAll(text: string, offset: number, target = go): readonly Span[] {
  const file = { path: 'a.yaml', text, target };
  const hover = manifestHoverAt(file, offset);
  const definition = manifestDefinitionAt(file, offset);
  const offers = manifestCompletionsAt(file, offset);
  for (const { span } of offers) {
    assert.ok(span.start <= offset && offset <= span.end);
    assert.doesNotMatch(text.slice(span.start, span.end), /\n/);
  }
  return [
    ...(hover ? [hover.span] : []),
    ...(definition ? [definition.origin] : []),
    ...offers.map(({ span }) => span),
    ...manifestActionsAt(file, offset).flatMap(({ edits }) => edits.map(({ span }) => span)),
  ];
}

describe('assistance in damaged manifests', () => {
  const signs = [
    '-',
    ':',
    ': ',
    '"',
    "'",
    '{',
    '}',
    '[',
    '#',
    ' #',
    '\n',
    '\r\n',
    '\n---\n',
    ' ',
    '\t',
    '|',
    '>',
    '&',
    '*',
    '{{',
    '\ud800',
    '\0',
  ];

  it('never throws, and stays inside the text', function () {
    this.timeout(60_000);
    const roll = dice(11);
    let found = 0;
    for (let round = 0; round < 1500; round++) {
      let text = own;
      for (let times = roll(6); times > 0; times--) {
        const at = roll(text.length + 1);
        text = text.slice(0, at) + (signs[roll(signs.length)] ?? '') + text.slice(at + roll(4));
      }
      for (const { start, end } of askAll(text, roll(text.length + 1), roll(2) === 0 ? go : rs)) {
        assert.ok(0 <= start && start <= end && end <= text.length, `round ${round}`);
        found++;
      }
    }
    assert.ok(found > 1000, 'there was something to look at');
  });

  it('is quick with hostile text', function () {
    this.timeout(60_000);
    for (const line of [
      ' ',
      'a',
      'a ',
      'a: ',
      '- ',
      ': ',
      '"',
      "'",
      '#',
      ' #',
      '{',
      '[',
      '|',
      'a:\n',
      '- a:\n',
      '&a ',
      '\t',
    ]) {
      for (const before of ['', own, `${own}---\nkind: Pod\nspec:\n  runtimeClassName: `]) {
        const text = before + line.repeat(20_000 / line.length);
        const ask = (): void => {
          for (const offset of [before.length + 1, text.length >> 1, text.length]) askAll(text, offset);
        };
        costsBelow(2_000, ask, `${JSON.stringify(line)} after ${before.length}`);
      }
    }
  });

  it('completes in a file of a thousand documents while somebody types', () => {
    const text = `${own}---\n`.repeat(500) + 'kind: Pod\nspec:\n  runtimeClassName: kata';
    askAll(text, text.length);
    const rounds = 10;
    costsBelow(60 * rounds, () => {
      for (let round = 0; round < rounds; round++) {
        const file = { path: 'a.yaml', text: `${text}-${'q'.repeat(round)}`, target: go };
        assert.ok(manifestCompletionsAt(file, file.text.length).length > 10);
      }
    });
  });
});
