import { parseExactJson, stringifyExactJson } from "@/lib/domain/json/exact-json";
import { findOperatorHeaderProblem, checkHeader } from "@/lib/domain/routine/header-policy";

/**
 * Finds credentials in requests that come from elsewhere, by the names that they stand under and by the
 * shapes that services give to theirs. What is in doubt counts as one: a routine that is imported paused
 * costs a click, and a credential in a table costs more.
 */

/** Shapes that only credentials have. */
const SHAPES = [
  String.raw`\beyJ[\w-]{6,2000}\.[\w-]{6,}(?:\.[\w-]*)?`,
  String.raw`\bgh[pousr]_\w{16,}`,
  String.raw`\bgithub_pat_\w{16,}`,
  String.raw`\bgl(?:pat|ptt|rt)-[\w-]{16,}`,
  String.raw`\bxox[abeoprs]-[\w-]{8,}`,
  String.raw`\b(?:sk|rk|pk)_(?:live|test)_\w{8,}`,
  String.raw`\bsk-[\w-]{16,}`,
  String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`,
  String.raw`\bAIza[\w-]{30,}`,
  String.raw`\bSG\.[\w-]{16,}`,
  String.raw`\b(?:opk|npm|whsec|dop_v1|hf|shpat|lin_api|uk\d+)_[\w+/=-]{16,}`,
  String.raw`\b\d{6,12}:[\w-]{30,}`,
  String.raw`-----BEGIN[^-]{0,40}-----(?:[^]*?-----END[^-]{0,40}-----|[^]*)`,
  String.raw`\b(?:Bearer|Basic|Token)[ \t]+[\w.~+/=-]{6,}`,
].join("|");

const shape = new RegExp(SHAPES, "i");
const everyShape = new RegExp(SHAPES, "gi");

/** Paths of webhooks whose last part is the credential itself. */
const SECRET_PATHS =
  /^\/(?:services\/T\w+\/B\w+\/\w+|api\/(?:v\d+\/)?webhooks\/\d+\/[\w-]{20,}|bot\d+:[\w-]+)/i;

/** `apiKey` and `api-key` as `api_key`. */
const foldName = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");

const CREDENTIAL_NAME =
  /tokens?(?:_|$)|secrets?(?:_|$|key|value)|passw|passphrase|credential|signature|api_?key|access_?key|private_?key|auth_?key|jwt|(?:^|_)(?:key|pass|pwd|auth|authorization|bearer|sig|hmac|session|session_?id|sid|otp|pin|cookie)$/;

/** Counts of words, as language models have them. */
const COUNTED_TOKENS = /(?:^|_)(?:max|min|num|total|count|new|input|output)_.*tokens?$/;

/** Whether a name is one that credentials stand under. */
export function isCredentialName(name: string): boolean {
  if (name.length > 200) return false;
  const folded = foldName(name);
  return CREDENTIAL_NAME.test(folded) && !COUNTED_TOKENS.test(folded);
}

/** The variable of a shell or the secret of a workflow that a value is made of; null where it has none. */
function variableOf(value: string): { name: string; isSecret: boolean } | null {
  const [, secret, braced, bare] =
    /\$(?:\{secrets\.([A-Za-z_]\w*)\}|\{([A-Za-z_]\w*)[^}]*\}|([A-Za-z_]\w*))/.exec(value) ?? [];
  const name = secret ?? braced ?? bare;
  if (name === undefined) return null;
  return { name, isSecret: secret !== undefined || isCredentialName(name) };
}

/** A name for the secret, where the text calls the value by one. */
const hintOf = (value: string): string | null => variableOf(value)?.name ?? null;

const hasCredentialShape = (value: string): boolean =>
  shape.test(value) || (variableOf(value)?.isSecret ?? false);

/** A value without words: long, of letters and figures, and no UUID. */
const isRandom = (value: string) =>
  /^(?:(?=.*\d)(?=.*[A-Za-z])[\w+/=.-]{24,}|(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[\w+/=.-]{16,})$/.test(
    value,
  ) && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);

const PLAIN_HEADERS =
  /^(?:accept(?:-.*)?|content-.*|user-agent|referer|origin|if-.*|range|cache-control|pragma|date|traceparent|tracestate|x-request-id|x-correlation-id)$/i;

/** A credential that was found. `header` is how it would be sent, with `{value}` in its place. */
export type FoundCredential = {
  place: "header" | "login" | "url" | "body";
  /** Where it stood: the name of a header, a parameter or a field. */
  name: string;
  header: string;
  /** Only to tell values apart: it is in nothing that is handed on. */
  value: string;
  hint: string | null;
};

const SCHEMES = /^(Bearer|Basic|Token|ApiKey|Api-Key|Key|Digest|Negotiate|Bot)[ \t]+(\S[^]*)$/i;

/** A header that holds a credential, and how a secret would be sent in it; null for a plain header. */
export function findHeaderCredential(name: string, value: string): FoundCredential | null {
  const isPlain = checkHeader(name, "").ok;
  const mayBeSecret = findOperatorHeaderProblem(name) === null;
  if (!mayBeSecret) return null;
  const isHidden =
    !isPlain ||
    isCredentialName(name) ||
    hasCredentialShape(value) ||
    (isRandom(value) && !PLAIN_HEADERS.test(name));
  if (!isHidden) return null;
  const [, scheme, rest] = SCHEMES.exec(value) ?? [];
  const header = scheme === undefined ? `${name}: {value}` : `${name}: ${scheme} {value}`;
  return { place: "header", name, header, value: rest ?? value, hint: hintOf(value) };
}

export const BEARER = "Authorization: Bearer {value}";
const BASIC = "Authorization: Basic {value}";

export const loginCredential = (user: string, password: string): FoundCredential => ({
  place: "login",
  name: "Authorization",
  header: BASIC,
  value: `${user}:${password}`,
  hint: hintOf(password) ?? hintOf(user),
});

const decode = (text: string) => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
};

/** Parameters that are credentials in some APIs, and plain words in others. */
const isLongCode = (name: string, value: string) => /^code$/i.test(name) && value.length >= 16;

const isCredentialPair = (name: string, value: string) =>
  value !== "" && (isCredentialName(name) || isLongCode(name, value) || hasCredentialShape(value));

/** `name=value&…` without the values that are credentials, whose pairs are dropped or emptied. */
function hidePairs(
  text: string,
  place: "url" | "body",
): { text: string; found: FoundCredential[] } {
  const found: FoundCredential[] = [];
  const kept = text.split("&").flatMap((pair) => {
    const at = pair.indexOf("=");
    const name = decode(at === -1 ? pair : pair.slice(0, at));
    const value = at === -1 ? "" : decode(pair.slice(at + 1));
    const isWhole = at === -1 && hasCredentialShape(name);
    if (!isWhole && !isCredentialPair(name, value)) return [pair];
    const said = isWhole ? "?" : name;
    found.push({
      place,
      name: said,
      header: BEARER,
      value: isWhole ? name : value,
      hint: hintOf(value),
    });
    return place === "url" ? [] : [pair.slice(0, at + 1)];
  });
  return { text: kept.join("&"), found };
}

/**
 * A URL without its login, its fragment, and the parameters that are credentials; `isPathSecret` where
 * its path is one, so that nothing of it can be kept.
 */
export function hideInUrl(url: string): {
  url: string;
  found: FoundCredential[];
  isPathSecret: boolean;
} {
  const [, start = "", login, rest = ""] =
    /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/?#\\]*)@)?([^]*)$/i.exec(url) ?? [, "", undefined, url];
  const found: FoundCredential[] = [];
  if (login !== undefined) {
    const [user = "", ...password] = login.split(":").map(decode);
    found.push(loginCredential(user, password.join(":")));
  }
  const bare = rest.replace(/#[^]*$/, "");
  const at = bare.indexOf("?");
  const path = at === -1 ? bare : bare.slice(0, at);
  const query = hidePairs(at === -1 ? "" : bare.slice(at + 1), "url");
  found.push(...query.found);
  const pathOnly = path.replace(/^[^/]*/, "");
  const isPathSecret =
    SECRET_PATHS.test(pathOnly) ||
    shape.test(decode(pathOnly)) ||
    path.includes("${secrets.") ||
    /(?:^|\/)(?:token|key|secret|password)[=:/][^/]{6,}/i.test(pathOnly);
  const kept = query.text === "" ? "" : `?${query.text}`;
  return { url: `${start}${path}${kept}`, found, isPathSecret };
}

const MAX_BODY_DEPTH = 60;

/** How deep the brackets of a text go, without those in its strings. */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isText) {
      if (code === 92) index += 1;
      else if (code === 34) isText = false;
    } else if (code === 34) isText = true;
    else if (code === 91 || code === 123) deepest = Math.max(deepest, (depth += 1));
    else if (code === 93 || code === 125) depth -= 1;
  }
  return deepest;
}

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** Empties the credentials of a JSON value, at most `MAX_BODY_DEPTH` deep. */
function hideInJson(value: unknown, name: string, found: FoundCredential[]): unknown {
  if (isScalar(value)) {
    const text = String(value);
    if (typeof value === "boolean" || !isCredentialPair(name, text)) return value;
    found.push({ place: "body", name, header: BEARER, value: text, hint: hintOf(text) });
    return "";
  }
  if (Array.isArray(value)) return value.map((item) => hideInJson(item, name, found));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, hideInJson(item, key, found)]),
  );
}

function parseBody(body: string): unknown {
  if (!/^\s*[[{]/.test(body) || depthOf(body) > MAX_BODY_DEPTH) return undefined;
  try {
    return parseExactJson(body);
  } catch {
    return undefined;
  }
}

/** Credentials in other texts: `password: x`, `token=x`, `<secret>x</secret>`. */
const NAMED =
  /(["']?)([A-Za-z][\w-]{0,60})\1(\s{0,4}[:=]\s{0,4})("[^"]{1,4000}"|'[^']{1,4000}'|[^\s"',;&<>{}[\]]{1,4000})/g;
const TAGGED = /<([A-Za-z][\w:-]{0,60})>([^<>]{1,4000})<\//g;

function hideInText(text: string, found: FoundCredential[]): string {
  const take = (name: string, value: string) =>
    found.push({ place: "body", name, header: BEARER, value, hint: hintOf(value) });
  return text
    .replace(everyShape, (value) => {
      take("?", value);
      return "";
    })
    .replace(NAMED, (whole, quote: string, name: string, joint: string, value: string) => {
      const bare = value.replace(/^["']|["']$/g, "");
      if (!isCredentialPair(name, bare)) return whole;
      take(name, bare);
      const end = /^["']/.test(value) ? value.charAt(0).repeat(2) : "";
      return `${quote}${name}${quote}${joint}${end}`;
    })
    .replace(TAGGED, (whole, name: string, value: string) => {
      if (!isCredentialPair(name, value)) return whole;
      take(name, value);
      return `<${name}></`;
    })
    .replace(/\$\{secrets\.(\w+)\}/g, (value, name: string) => {
      take(name, value);
      return "";
    });
}

/** A body with the values of its credentials emptied. It is unchanged where there are none. */
export function hideInBody(body: string): { body: string; found: FoundCredential[] } {
  const parsed = parseBody(body);
  const found: FoundCredential[] = [];
  if (parsed !== undefined) {
    const hidden = hideInJson(parsed, "", found);
    return { body: found.length === 0 ? body : stringifyExactJson(hidden), found };
  }
  if (/^[\w.~%[\]+-]+=[^\s{}<>]*$/.test(body)) {
    const { text, found: inPairs } = hidePairs(body, "body");
    return { body: text, found: inPairs };
  }
  return { body: hideInText(body, found), found };
}

const MAX_SAID = 80;

/** A text from elsewhere as it may be shown: on one line, short, and without anything like a credential. */
export function safeText(text: string, max = MAX_SAID): string {
  const line = text
    .slice(0, 2_000)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  const hidden = hideInText(line.replace(/\/\/[^/?#\s@]*@/g, "//"), []).trim();
  return hidden.length > max ? `${hidden.slice(0, max - 1).toWellFormed()}…` : hidden;
}
