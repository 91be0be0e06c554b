/** A name in snake_case. */
export type Snake<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}`
  : "";

/** A row in the wire format: names in snake_case, and instants as text, RFC 3339 in UTC. */
export type Wire<Row> = {
  [Name in keyof Row & string as Snake<Name>]: Date extends Row[Name]
    ? string | Exclude<Row[Name], Date>
    : Row[Name];
};

const wireNames = new Map<string, string>();

function wireNameOf(name: string): string {
  const known = wireNames.get(name);
  if (known !== undefined) return known;
  const wireName = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  wireNames.set(name, wireName);
  return wireName;
}

/** The fields of a row that are named, or all of it, in the wire format. Values are not looked into. */
export function toWire<Row extends object, Name extends keyof Row & string = keyof Row & string>(
  row: Row,
  names: readonly Name[] = Object.keys(row) as Name[],
): Wire<Pick<Row, Name>> {
  const wire: Record<string, unknown> = {};
  for (const name of names) {
    const value: unknown = row[name];
    wire[wireNameOf(name)] = value instanceof Date ? value.toISOString() : value;
  }
  return wire as Wire<Pick<Row, Name>>;
}
