/** Reads the RuntimeClasses from the installer's Helm chart: its values and the table of overheads in a template. */
import { parse } from 'yaml';
import { CheckoutError, type Checkout } from './checkout';
import type { ClassFact } from './facts';

const chart = 'tools/packaging/kata-deploy/helm-chart/kata-deploy';

interface Shim {
  readonly enabled?: boolean | null;
  readonly supportedArches?: readonly string[];
  readonly containerd?: { readonly snapshotter?: string };
  readonly runtimeClass?: { readonly nodeSelector?: Readonly<Record<string, string>> };
}

/** RuntimeClass -> what it asks for, with the chart's default values and without node feature discovery. */
export function readRuntimeClasses(checkout: Checkout): Map<string, ClassFact> {
  const template = checkout.read(`${chart}/templates/runtimeclasses.yaml`);
  const { shims } = parse(checkout.read(`${chart}/values.yaml`)) as {
    shims?: Readonly<Record<string, Shim | boolean | null>>;
  };
  const overheads = new Map(
    [...template.matchAll(/"([\w-]+)" \(dict "memory" "([^"]+)" "cpu" "([^"]+)"\)/g)].map(
      ([, shim = '', memory = '', cpu = '']) => [shim, { memory, cpu }],
    ),
  );
  if (!shims || overheads.size === 0) {
    throw new CheckoutError(
      `${chart} of Kata ${checkout.version} has no shims or no overheads: scripts/knowledge/chart.ts has to learn the new chart.`,
    );
  }
  const marker = template.includes('kata-deploy.instanceMarkerLabel')
    ? { 'kata-deploy.katacontainers.io/default': 'true' }
    : {};
  const classes = new Map<string, ClassFact>();
  for (const [shim, config] of Object.entries(shims)) {
    const overhead = overheads.get(shim);
    if (typeof config !== 'object' || !config || !overhead) continue;
    const snapshotter = config.containerd?.snapshotter;
    classes.set(`kata-${shim}`, {
      overhead,
      nodeSelector: {
        'katacontainers.io/kata-runtime': 'true',
        ...marker,
        ...config.runtimeClass?.nodeSelector,
      },
      arches: config.supportedArches ?? [],
      ...(config.enabled === false && { off: true }),
      ...(snapshotter ? { snapshotter } : {}),
    });
  }
  return classes;
}
