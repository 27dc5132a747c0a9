/** Values: type, range and the values that a key takes, for this release, runtime and hypervisor. */
import { knownIn } from '../../../knowledge';
import type { ConfigFamily } from './family';
import { checkEnum, checkRange, checkWidth } from './value-ranges';
import { checkShape, checkType } from './value-types';

export const valueFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-wrong-type',
      summary: 'The value has another type than the key',
      severity: 'error',
      about:
        'Both loaders are exact about types and refuse the whole file: `"true"` and `1` are no booleans, `2048.0` is no whole number, one text is no list. (A whole number is fine where a fraction is allowed: `default_vcpus = 2`.)',
      bad: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\ndefault_memory = «"2048"»\n' },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\ndefault_memory = 2048\n' },
      source:
        'src/runtime/pkg/katautils/config.go@4.1.0 (hypervisor, runtime, agent), src/libs/kata-types/src/config@4.1.0',
    },
    {
      id: 'toml-out-of-range',
      summary: 'The number is outside what the key can hold',
      severity: 'error',
      about:
        'Each number has a width in the source, mostly 32 bits without a sign. A number that does not fit is refused with the whole file. The Go runtime wraps a negative number in a 64-bit field round to a huge one without a word, which is reported as a warning.',
      bad: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\nmemory_slots = «-1»\n' },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\nmemory_slots = 10\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0, src/libs/kata-types/src/config@4.1.0',
    },
    {
      id: 'toml-invalid-value',
      summary: 'The value is none that the key takes',
      severity: 'error',
      about:
        'The key takes one of a list of values, which can depend on release, runtime and hypervisor. An error where the loader refuses the file; a warning where the configuration loads and the sandbox then does not start, or where nobody checks the value.',
      bad: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = «"virtiofs"»\n' },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0, src/libs/kata-types/src/config@4.1.0',
    },
    {
      id: 'toml-clamped-value',
      summary: 'Kata silently takes another number',
      severity: 'information',
      about:
        'The number is outside what Kata works with. It does not refuse it: it takes the nearest number it can use, and says nothing.',
      bad: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\ndefault_bridges = «9»\n' },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\ndefault_bridges = 5\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (defaultBridges, defaultMemSz)',
    },
  ],
  check(config, report) {
    checkShape(config, report);
    for (const entry of config.entries) {
      const { fact } = entry;
      checkWidth(entry.file, entry.value, report);
      if (!fact || knownIn(fact, config.target.version) !== 'yes') continue;
      if (!checkType(config, entry, fact, report)) continue;
      checkRange(config, entry, fact, report);
      checkEnum(config, entry, fact, report);
    }
  },
};
