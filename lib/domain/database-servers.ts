/** The servers of a database's URL: what is between its user and its path, separated by commas. */
const SERVERS = /^(\w+:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/s;

/**
 * A URL for each server that the URL of a database names, in its order. PostgreSQL's own URLs may name
 * several, each with its port (PostgreSQL's manual, section 34.1.1.2), which a URL of the web may not.
 */
export function splitDatabaseUrl(text: string): string[] {
  const [, start = "", servers = text, rest = ""] = SERVERS.exec(text) ?? [];
  return servers.split(",").map((server) => start + server + rest);
}

/** The parts of the URL of a database, with its first server. */
export const readFirstServer = (text: string): URL => new URL(splitDatabaseUrl(text)[0] ?? text);
