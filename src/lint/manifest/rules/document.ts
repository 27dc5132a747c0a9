/** Rules about a file as a whole; lint.ts finds these itself, for they are about several documents. */
import type { Rule } from '../../rule';
import { manifestExample, sampleClass } from './samples';

const flat = `apiVersion: node.k8s.io/v1
kind: RuntimeClass
«metadata»:
name: kata-qemu
handler: kata-qemu
overhead:
podFixed:
memory: "320Mi"
cpu: "250m"
scheduling:
nodeSelector:
katacontainers.io/kata-runtime: "true"
`;

export const documentRules: readonly Rule[] = [
  {
    id: 'manifest-lost-indentation',
    summary: 'The indentation of a manifest is lost',
    severity: 'error',
    about:
      'Every line begins at the margin, as it happens with text that was copied from a PDF, a chat or a rendered page. For YAML the object then has empty `metadata`, and `name`, `podFixed` and the rest are fields of the object itself: Kubernetes refuses it with one error per line. A RuntimeClass can be indented again, since every one of its fields has only one place. Nothing else is said about such a document.',
    bad: manifestExample(flat),
    good: manifestExample(sampleClass()),
    source: 'k8s.io/api node/v1 types.go (RuntimeClass)',
  },
  {
    id: 'manifest-not-checked',
    summary: 'A manifest is too large to be checked, or has too many findings to show them all',
    severity: 'information',
    about: 'A file over 1 MB is not read, and no more than 1,000 findings of one file are shown.',
    bad: manifestExample(`«»${sampleClass()}${'#'.repeat(1_000_000)}`),
    good: manifestExample(sampleClass()),
    source: 'README.md of Kata Workbench, needs and limits',
  },
];
