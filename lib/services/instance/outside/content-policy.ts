/** The directives of a Content-Security-Policy and their sources. */
export type ContentPolicy = ReadonlyMap<string, readonly string[]>;

/** Parses one policy. Of a directive that is repeated the first one counts: CSP level 3, 2.2.1. */
export function parsePolicy(text: string): ContentPolicy {
  const policy = new Map<string, readonly string[]>();
  for (const part of text.split(";")) {
    const [name, ...sources] = part.trim().toLowerCase().split(/\s+/);
    if (name !== undefined && name !== "" && !policy.has(name)) policy.set(name, sources);
  }
  return policy;
}
