const numbersOf = (version: string): number[] =>
  /\d+(?:\.\d+)*/.exec(version)?.[0].split(".").map(Number) ?? [];

/**
 * True where a Node.js of `version` is older than `engines` asks for, which is the least version, as
 * `>=22.19.0`.
 */
export function isNodeTooOld(version: string, engines: string): boolean {
  const present = numbersOf(version);
  const least = numbersOf(engines);
  for (const [index, number] of least.entries()) {
    const own = present[index] ?? 0;
    if (own !== number) return own < number;
  }
  return false;
}
