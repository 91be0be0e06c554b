/** Waits until `probe` gives something other than null, undefined or false, or fails after `boundMs`. */
export async function waitFor<Value>(
  what: string,
  probe: () => Promise<Value | null | undefined | false> | Value | null | undefined | false,
  boundMs = 30_000,
): Promise<Value> {
  const deadline = performance.now() + boundMs;
  for (;;) {
    const value = await probe();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${boundMs} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
