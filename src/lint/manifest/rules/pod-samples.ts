/** The pod that most examples are made of. */
import { manifestExample } from './samples';

/** An image by digest. */
export const image = `registry.example/app@sha256:${'0123456789abcdef'.repeat(4)}`;

const indent = (text: string, spaces: number): string => text.replace(/^(?=.)/gm, ' '.repeat(spaces));

interface Parts {
  readonly className?: string;
  /** Members of `metadata`. */
  readonly metadata?: string;
  /** Members of `metadata.annotations`. */
  readonly annotations?: string;
  /** Members of `spec`. */
  readonly spec?: string;
  /** Members of the container. */
  readonly container?: string;
  readonly image?: string;
  readonly name?: string;
  readonly limits?: string;
  readonly version?: string;
}

/** A pod without findings but for what the parts bring in. Parts begin at the margin. */
export function podText({
  className = 'kata-qemu',
  metadata = '',
  annotations = '',
  spec = '',
  container = '',
  image: ref = image,
  name = 'app',
  limits = 'resources:\n  limits:\n    memory: 512Mi\n',
}: Parts = {}): string {
  return [
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`,
    indent(metadata, 2),
    annotations === '' ? '' : `  annotations:\n${indent(annotations, 4)}`,
    `spec:\n  runtimeClassName: ${className}\n`,
    indent(spec, 2),
    `  containers:\n    - name: app\n      image: ${ref}\n`,
    indent(container, 6),
    indent(limits, 6),
  ].join('');
}

/** As `podText`, as an example. */
export const podExample = (parts: Parts = {}) => ({
  ...manifestExample(podText(parts)),
  ...(parts.version !== undefined && { version: parts.version }),
});

/** The members of `spec` that a pod in a TEE should have. */
export const ids = 'securityContext:\n  runAsUser: 1000\n  runAsGroup: 1000\n';

/** A pod in a TEE; `spec` may hold its own `securityContext`. */
export const teeExample = ({ spec = '', ...parts }: Parts = {}) =>
  podExample({
    className: 'kata-qemu-snp',
    spec: spec.includes('securityContext') ? spec : `${ids}${spec}`,
    ...parts,
  });
