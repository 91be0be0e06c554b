/** The parameters of a list, as its URL carries them. An absent one means no filter. */
export type Query = Readonly<Record<string, string | undefined>>;

/** A path with the parameters that are set. */
export function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** The values that each parameter may have: a list, a test, or null for any text. */
export type AllowedValues<Name extends string> = Readonly<
  Record<Name, readonly string[] | ((value: string) => boolean) | null>
>;

/** The parameters of an address, as a page gets them. */
export type Parameters = Readonly<Record<string, string | string[] | undefined>>;

/**
 * The parameters of an address that are named in `allowed` and fit: empty and repeated ones, and
 * values that are not allowed, are dropped.
 */
export function readQuery<Name extends string>(
  parameters: Parameters,
  allowed: AllowedValues<Name>,
): Partial<Record<Name, string>> {
  const query: Partial<Record<Name, string>> = {};
  for (const name in allowed) {
    const value = parameters[name];
    const values = allowed[name];
    if (typeof value !== "string" || value.trim() === "") continue;
    const fits = typeof values === "function" ? values(value) : (values?.includes(value) ?? true);
    if (fits) query[name] = value;
  }
  return query;
}
