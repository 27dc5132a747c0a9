/** Pods for the tests: the parts begin at the margin. */
export { podText as pod, image } from '../../../../src/lint/manifest/rules/pod-samples';
import { found, type Given } from './found';

/** Findings of one rule, without its name. */
export const said = (rule: string, text: string, given: Given = {}): string[] =>
  found(text, given, rule).map((line) => line.slice(rule.length + 1));

/** A RuntimeClass in front of a manifest. */
export const withClass = (name: string, handler: string, text: string, more = ''): string =>
  `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: ${name}
handler: ${handler}
overhead:
  podFixed:
    memory: 320Mi
    cpu: 250m
scheduling:
  nodeSelector:
    katacontainers.io/kata-runtime: "true"
${more}---
${text}`;
