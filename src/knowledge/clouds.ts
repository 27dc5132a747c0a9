/** Clouds by what DMI shows of them, and which of their machines allow VMs inside. */
import data from './data/clouds.json';

/** Who may have VMs inside a VM, and how. */
export interface NestedVirtualization {
  /** Where the instance type is known: which ones can. */
  readonly instances?: string;
  /** Otherwise: which processors and architectures can have it at all. */
  readonly vendors?: readonly string[];
  readonly arches?: readonly string[];
  /** The same in words. */
  readonly families: string;
  readonly how: string;
  readonly command?: string;
}

export interface Cloud {
  readonly id: string;
  readonly name: string;
  /** The DMI field that holds the instance type. */
  readonly instanceField?: string;
  /** Instance types that are bare machines. */
  readonly metal?: string;
  readonly nested?: NestedVirtualization;
  readonly otherwise?: string;
  /** Asks the cloud for the instance type. Never run for the user: it goes to the network. */
  readonly ask?: string;
  /** The confidential VMs that peer pods can use. */
  readonly confidential?: string;
  readonly source?: string;
}

interface Mark {
  readonly field: string;
  readonly start?: string;
  readonly contains?: string;
}

const clouds = data.platforms as readonly (Cloud & { readonly marks: readonly Mark[] })[];

/** The day of these facts, as 2026-08-22. Clouds change. */
export const cloudsDate: string = data.date;

/** The cloud that these strings of DMI belong to. */
export function cloudOf(dmi: Readonly<Record<string, string>>): Cloud | undefined {
  const has = ({ field, start, contains }: Mark): boolean => {
    const value = Object.hasOwn(dmi, field) ? dmi[field] : undefined;
    if (value === undefined) return false;
    return start === undefined ? contains !== undefined && value.includes(contains) : value.startsWith(start);
  };
  return clouds.find(({ marks }) => marks.some(has));
}
