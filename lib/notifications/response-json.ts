/** A number in a JSON body, by the names on the way to it; null where there is none. */
export function numberIn(body: string, ...path: string[]): number | null {
  try {
    let value: unknown = JSON.parse(body);
    for (const name of path) {
      value = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
    }
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}
