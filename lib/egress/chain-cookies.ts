const MAX_COOKIES = 50;
const MAX_PAIR_BYTES = 4_096;
const MAX_ATTRIBUTE_BYTES = 1_024;
/** Of the field that is sent. */
const MAX_FIELD_BYTES = 8_192;

/** Characters that no cookie may have (RFC 6265bis, section 5.6); the field is dropped with them. */
const CONTROL_CHARACTERS = /[\0-\x08\x0a-\x1f\x7f]/;

type Cookie = { name: string; value: string; origin: string; path: string; expiresAtMs: number };

type Attributes = ReadonlyMap<string, string>;

const trim = (text: string) => text.replace(/^[ \t]+|[ \t]+$/g, "");

function splitPair(text: string): [name: string, value: string] | null {
  const index = text.indexOf("=");
  const name = trim(text.slice(0, Math.max(0, index)));
  const value = trim(text.slice(index + 1));
  return name === "" && value === "" ? null : [name, value];
}

/** The last of each name counts. */
function readAttributes(parts: readonly string[]): Attributes {
  return new Map(
    parts.flatMap((part): [string, string][] => {
      const [name = "", ...rest] = part.split("=");
      const value = trim(rest.join("="));
      return value.length > MAX_ATTRIBUTE_BYTES ? [] : [[trim(name).toLowerCase(), value]];
    }),
  );
}

/** When a cookie ends: `Max-Age` goes before `Expires`; one that can't be read says nothing. */
function expiryOf(attributes: Attributes, nowMs: number): number {
  const maxAge = attributes.get("max-age");
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return nowMs + Number(maxAge) * 1_000;
  const expires = Date.parse(attributes.get("expires") ?? "");
  return Number.isNaN(expires) ? Infinity : expires;
}

/** The directory of a URL's path (RFC 6265bis, section 5.1.4). */
const defaultPath = (url: URL) => url.pathname.slice(0, url.pathname.lastIndexOf("/")) || "/";

function pathMatches(path: string, cookiePath: string): boolean {
  if (!path.startsWith(cookiePath)) return false;
  return (
    path.length === cookiePath.length || cookiePath.endsWith("/") || path[cookiePath.length] === "/"
  );
}

/**
 * Whether a cookie may be for this domain. It is sent to no other host than the one that set it, so
 * that a public suffix needs no list.
 */
function isForHost(domain: string | undefined, { hostname }: URL): boolean {
  const name = (domain ?? "").replace(/^\./, "").toLowerCase();
  if (name === "" || name === hostname) return true;
  const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  return !isAddress && hostname.endsWith(`.${name}`);
}

/** What `Secure` and the prefixes of names ask of a cookie. */
function isSafe(name: string, attributes: Attributes, url: URL): boolean {
  const isSecure = attributes.has("secure");
  if (isSecure && url.protocol !== "https:") return false;
  if (/^__secure-/i.test(name)) return isSecure;
  return (
    !/^__host-/i.test(name) ||
    (isSecure && !attributes.get("domain") && attributes.get("path") === "/")
  );
}

/**
 * The cookies that redirects of one chain have set (RFC 6265bis). Each goes only to the origin that
 * set it, and none outlives the chain. Names and values are as they came, a character a byte.
 */
export class ChainCookies {
  readonly #cookies = new Map<string, Cookie>();

  /** Takes the `Set-Cookie` fields of a response from this URL. What is malformed is ignored. */
  store(url: URL, fields: string | readonly string[] | undefined): void {
    for (const field of [fields ?? []].flat()) this.#storeOne(url, field, Date.now());
  }

  #storeOne(url: URL, field: string, nowMs: number): void {
    if (CONTROL_CHARACTERS.test(field)) return;
    const [pair = "", ...parts] = field.split(";");
    const [name, value] = splitPair(pair) ?? [];
    if (name === undefined || value === undefined) return;
    if (name.length + value.length > MAX_PAIR_BYTES) return;
    const attributes = readAttributes(parts);
    if (!isForHost(attributes.get("domain"), url) || !isSafe(name, attributes, url)) return;
    const given = attributes.get("path") ?? "";
    const path = given.startsWith("/") ? given : defaultPath(url);
    const key = JSON.stringify([url.origin, path, name]);
    const expiresAtMs = expiryOf(attributes, nowMs);
    if (expiresAtMs <= nowMs) this.#cookies.delete(key);
    else if (this.#cookies.has(key) || this.#cookies.size < MAX_COOKIES) {
      this.#cookies.set(key, { name, value, origin: url.origin, path, expiresAtMs });
    }
  }

  /** The `cookie` header of a request for this URL, of at most 8 KB; none where no cookie is for it. */
  headersFor(url: URL): { cookie?: string } {
    const nowMs = Date.now();
    const pairs = [...this.#cookies.values()]
      .filter(
        ({ origin, path, expiresAtMs }) =>
          origin === url.origin && expiresAtMs > nowMs && pathMatches(url.pathname, path),
      )
      // The longer path first, and then the older.
      .sort((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => (name === "" ? value : `${name}=${value}`));
    let length = 0;
    const sent = pairs.filter((pair) => {
      length += pair.length + "; ".length;
      return length <= MAX_FIELD_BYTES;
    });
    return sent.length === 0 ? {} : { cookie: sent.join("; ") };
  }
}
