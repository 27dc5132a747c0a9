/** Reads everything that one release's sources say. */
import type { Checkout } from './checkout';
import { readRuntimeClasses } from './chart';
import type { ReleaseFacts } from './facts';
import { readGo } from './go';
import { readRust } from './rust';
import { readTemplates } from './templates';

export function readRelease(checkout: Checkout): ReleaseFacts {
  const go = readGo(checkout);
  const rs = readRust(checkout);
  return {
    version: checkout.version,
    runtimes: {
      go: { ...go, ...readTemplates(checkout, 'src/runtime', 'amd64', go) },
      rs: { ...rs, ...readTemplates(checkout, 'src/runtime-rs', 'x86_64', rs) },
    },
    runtimeClasses: readRuntimeClasses(checkout),
  };
}
