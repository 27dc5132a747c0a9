import assert from 'node:assert/strict';
import {
  completionsAt,
  convertToRuntimeRs,
  foldsOf,
  hoverAt,
  outlineOf,
  type OutlineItem,
} from '../../../src/assist';
import { parseToml, type Span } from '../../../src/documents';
import { applyEdits } from '../../../src/lint/fixes';
import { go, rs, upstream } from './at';
import { costsBelow } from '../../support/cpu';

const own = `# kata: version=4.1.0 runtime=go
[hypervisor.qemu]
path = "/opt/kata/bin/qemu-system-x86_64"
enable_annotations = ["enable_iommu", 'kernel_params', # both
  "default_.*"]
shared_fs = "virtio-fs" # share
kernel_params = """a
b"""
default_vcpus = 1.5
[[hypervisor.qemu.guest_extension_images]]
name = "coco"
[hypervisor]
clh = { shared_fs = "none", factory = { enable_template = true } }
[agent.kata]
dial_timeout = 45
[runtime]
create_container_timeout = 60
experimental_force_guest_pull = true
experimental = []
`;

/** Pseudo-random numbers below a bound, the same ones in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('hover, completion, outline, folding and conversion of damaged text', () => {
  const texts = [
    own,
    ...upstream('4.1.0', 'go')
      .slice(0, 2)
      .map(({ text }) => text),
  ];
  const signs = [
    '[',
    ']',
    '"',
    "'",
    '=',
    '.',
    ',',
    '{',
    '}',
    '#',
    '\n',
    '\r\n',
    '\0',
    '"""',
    '\\',
    '[[',
    '\ud800',
    '└',
  ];

  it('never throws, and stays inside the text', function () {
    this.timeout(60_000);
    const roll = dice(7);
    for (let round = 0; round < 500; round++) {
      const whole = texts[round % texts.length] ?? own;
      const from = roll(4) === 0 ? roll(whole.length) : 0;
      let text = whole.slice(from, roll(3) === 0 ? from + roll(4000) : whole.length);
      for (let times = roll(6); times > 0; times--) {
        const at = roll(text.length + 1);
        text = text.slice(0, at) + (signs[roll(signs.length)] ?? '') + text.slice(at + roll(4));
      }
      const inside = ({ start, end }: Span): void => {
        assert.ok(
          0 <= start && start <= end && end <= text.length,
          `${start}-${end} of ${text.length}, round ${round}`,
        );
      };
      const offset = roll(text.length + 1);
      const target = roll(2) === 0 ? go : rs;
      const document = parseToml(text);
      const hover = hoverAt(document, offset, target);
      if (hover) {
        inside(hover.span);
        assert.ok(hover.span.start <= offset && offset < hover.span.end);
      }
      for (const item of completionsAt(document, offset, target)) {
        inside(item.span);
        assert.ok(item.span.start <= offset && offset <= item.span.end, `round ${round}`);
        assert.doesNotMatch(text.slice(item.span.start, item.span.end), /\n/, `one line, round ${round}`);
      }
      const check = (item: OutlineItem): void => {
        inside(item.span);
        assert.ok(item.span.start <= item.nameSpan.start && item.nameSpan.end <= item.span.end);
        item.children.forEach(check);
      };
      outlineOf(document).forEach(check);
      for (const { first, last } of foldsOf(document)) assert.ok(0 <= first && first < last);
      const { edits } = convertToRuntimeRs(document, go);
      for (const [index, { span }] of (edits ?? []).entries()) {
        inside(span);
        assert.ok(
          index === 0 || (edits?.[index - 1]?.span.end ?? 0) <= span.start,
          `no overlap, round ${round}`,
        );
      }
      if (edits) parseToml(applyEdits(text, edits));
    }
  });

  it('is quick with hostile text', function () {
    this.timeout(60_000);
    const size = 60_000;
    const lines = [
      '[',
      ']',
      '[]',
      '"',
      "'",
      '`',
      '` ',
      '\\',
      '=',
      '.',
      'a.',
      '#',
      ',',
      '{',
      '[[',
      'a = [',
      ' ',
      'a=1,',
      '\\"',
    ];
    for (const line of lines) {
      for (const before of [
        '',
        '[',
        '[hypervisor.qemu]\nshared_fs = "',
        '[hypervisor.qemu]\nenable_annotations = [',
        '[hypervisor."',
      ]) {
        const text = before + line.repeat(size / line.length);
        const ask = (): void => {
          for (const offset of [before.length + 1, text.length >> 1, text.length]) {
            const document = parseToml(text);
            hoverAt(document, offset, go);
            completionsAt(document, offset, go);
            outlineOf(document);
            foldsOf(document);
            convertToRuntimeRs(document, go);
          }
        };
        costsBelow(2_000, ask, `${before}${line}${line}...`);
      }
    }
  });

  it('answers while a word is typed in a configuration of 33 kB', () => {
    const filler = '# how it is, and why it is so\n# and what one could do about it\n'.repeat(500);
    const text = `[runtime]\n${filler}[hypervisor.qemu]\npath = "/q"\nsha`;
    for (let times = 0; times < 20; times++) completionsAt(parseToml(text), text.length, go);
    const rounds = 20;
    const type = (): void => {
      for (let times = 0; times < rounds; times++) {
        const found = completionsAt(parseToml(text), text.length, go);
        assert.ok(found.some(({ label }) => label === 'shared_fs'));
      }
    };
    costsBelow(50 * rounds, type, 'what a person does not notice');
  });
});
