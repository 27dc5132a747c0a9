/** The RuntimeClass that most examples are made of. */

/** A class without findings but for what `more` and the marks bring in. */
export function sampleClass({
  name = 'kata-qemu',
  handler = name,
  memory = '320Mi',
  cpu = '250m',
  keys = '',
  selector = '',
  more = '',
}: Readonly<
  Partial<Record<'name' | 'handler' | 'memory' | 'cpu' | 'keys' | 'selector' | 'more', string>>
> = {}): string {
  return `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: ${name}
handler: ${handler}
overhead:
  podFixed:
    memory: ${memory}
    cpu: ${cpu}
${keys}scheduling:
  nodeSelector:
    katacontainers.io/kata-runtime: "true"
${selector}${more}`;
}

/** As `sampleClass`, as an example. */
export const classExample = (parts?: Parameters<typeof sampleClass>[0]) =>
  ({ kind: 'manifest', text: sampleClass(parts) }) as const;

/** Any manifest as an example. */
export const manifestExample = (text: string) => ({ kind: 'manifest', text }) as const;
