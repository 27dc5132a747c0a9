/** Amounts as people read them. */

/** An amount of memory, such as `2 GiB` or `213 MiB`. */
export function size(bytes: number): string {
  const gib = bytes / 2 ** 30;
  const mib = bytes / 2 ** 20;
  const rounded = (value: number) => String(value >= 10 ? Math.round(value) : Math.round(value * 10) / 10);
  return gib >= 1 ? `${rounded(gib)} GiB` : `${rounded(mib)} MiB`;
}

/** A time span in its two largest units: `3 d 4 h`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [days, hours, minutes] = [86_400, 3_600, 60].map((unit) => Math.floor(seconds / unit)) as [
    number,
    number,
    number,
  ];
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}
