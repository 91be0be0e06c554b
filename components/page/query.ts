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

/**
 * The known parameters of a URL: empty ones, repeated ones and values that are not allowed are left
 * out, as a URL is typed by people too. `allowed` names the values of each, or null for any text.
 */
export function readQuery<Name extends string>(
  parameters: Readonly<Record<string, string | string[] | undefined>>,
  allowed: Readonly<Record<Name, readonly string[] | null>>,
): Partial<Record<Name, string>> {
  const query: Partial<Record<Name, string>> = {};
  for (const name in allowed) {
    const value = parameters[name];
    const values = allowed[name];
    if (typeof value !== "string" || value.trim() === "") continue;
    if (values === null || values.includes(value)) query[name] = value;
  }
  return query;
}
