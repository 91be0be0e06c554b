const units = ["B", "kB", "MB", "GB", "TB"] as const;

/** A number of bytes for people, in powers of 1,000: `12.3 MB`, with the decimal sign of a language. */
export function formatBytes(bytes: number, locale: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = value >= 100 || unit === 0 ? 0 : 1;
  const figure = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  }).format(value);
  return `${figure} ${units[unit] ?? ""}`;
}
