import { isCurlCommand, withoutPrompt } from "@/lib/domain/curl/is-curl-command";
import { splitShellWords } from "@/lib/domain/curl/shell-words";
import { checkHeader, findOperatorHeaderProblem } from "@/lib/domain/routine/header-policy";
import { httpMethods, type HttpMethod } from "@/lib/domain/routine/routine-options";

/**
 * What a `curl` command asks for, as far as a routine can. Options and their defaults are those of
 * curl's manual (https://curl.se/docs/manpage.html). Credentials are named and never kept.
 */

/**
 * Why a part of a command was left out or needs a second look:
 * - `credential`, `cookie`: may only be sent as a secret, by its name
 * - `file`, `form`: the content lies on another machine, or is a form of several parts
 * - `insecure`: certificates are always verified
 * - `header`, `method`: may not be set, or not be used
 * - `setting`, `unknown`: an option without a counterpart, or one that curl does not have
 * - `variable`: stands as it was written, for only a shell knows its value
 * - `url`, `rest`: only the first URL of the first command was read
 * - `unclosed`: a quote reaches to the end of the text
 */
export type CurlReason =
  | "credential"
  | "cookie"
  | "file"
  | "form"
  | "insecure"
  | "header"
  | "method"
  | "setting"
  | "unknown"
  | "variable"
  | "url"
  | "rest"
  | "unclosed";

/** `what` is an option, a header, a method or a variable by its name, and never a value. */
export type CurlRemark = { what: string; reason: CurlReason };

export type CurlRequest = {
  method: HttpMethod;
  /** Null where the command names none. */
  url: string | null;
  headers: [name: string, value: string][];
  body: string | null;
  followRedirects: boolean;
  /** Whole seconds, rounded up; null where the command sets no limit. */
  timeoutSeconds: number | null;
};

export type CurlCommand = { request: CurlRequest; remarks: CurlRemark[] };

/** What becomes of an option: it is read, left out for a reason, or concerns the terminal alone. */
type Treatment = "read" | "silent" | CurlReason;

type OptionTable = readonly (readonly [Treatment, string])[];

const optionsWithValue: OptionTable = [
  [
    "read",
    "request url url-query header data data-ascii data-raw data-binary data-urlencode json user-agent referer range max-time",
  ],
  [
    "credential",
    "user oauth2-bearer aws-sigv4 proxy-user cert key pass cert-type key-type proxy-cert proxy-key proxy-pass netrc-file login-options tlsuser tlspassword tlsauthtype sasl-authzid service-name delegation proxy-header",
  ],
  ["cookie", "cookie cookie-jar"],
  [
    "file",
    "upload-file config cacert capath crlfile pinnedpubkey etag-compare etag-save hsts alt-svc",
  ],
  ["form", "form form-string"],
  [
    "setting",
    "proxy preproxy socks4 socks4a socks5 socks5-hostname proxy1.0 noproxy resolve connect-to interface local-port dns-servers dns-interface dns-ipv4-addr dns-ipv6-addr doh-url unix-socket abstract-unix-socket ciphers tls13-ciphers tls-max curves connect-timeout expect100-timeout happy-eyeballs-timeout-ms keepalive-time keepalive-cnt retry retry-delay retry-max-time max-redirs limit-rate rate speed-limit speed-time max-filesize time-cond continue-at proto proto-default proto-redir request-target haproxy-clientip quote ftp-port telnet-option mail-from mail-rcpt ip-tos vlan-priority variable ech engine",
  ],
  [
    "silent",
    "output output-dir write-out dump-header stderr trace trace-ascii trace-config parallel-max create-file-mode libcurl",
  ],
];

const optionsAlone: OptionTable = [
  ["read", "get head location location-trusted next"],
  [
    "credential",
    "netrc netrc-optional basic digest ntlm negotiate anyauth proxy-basic proxy-digest proxy-ntlm proxy-negotiate proxy-anyauth",
  ],
  ["insecure", "insecure proxy-insecure doh-insecure"],
  [
    "setting",
    "http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only ipv4 ipv6 tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 sslv2 sslv3 ssl ssl-reqd tcp-fastopen tcp-nodelay proxytunnel retry-all-errors retry-connrefused post301 post302 post303 append use-ascii list-only raw tr-encoding crlf remote-time haproxy-protocol cert-status disallow-username-in-url",
  ],
  [
    "silent",
    "compressed silent show-error verbose include show-headers fail fail-with-body fail-early progress-bar progress-meter buffer globoff remote-name remote-name-all remote-header-name create-dirs path-as-is styled-output trace-time trace-ids disable parallel parallel-immediate keepalive alpn npn sessionid junk-session-cookies remove-on-error skip-existing xattr help manual version",
  ],
];

const shortOptions: Partial<Record<string, string>> = {
  "#": "progress-bar",
  ":": "next",
  0: "http1.0",
  1: "tlsv1",
  2: "sslv2",
  3: "sslv3",
  4: "ipv4",
  6: "ipv6",
  a: "append",
  A: "user-agent",
  b: "cookie",
  B: "use-ascii",
  c: "cookie-jar",
  C: "continue-at",
  d: "data",
  D: "dump-header",
  e: "referer",
  E: "cert",
  f: "fail",
  F: "form",
  g: "globoff",
  G: "get",
  h: "help",
  H: "header",
  i: "include",
  I: "head",
  j: "junk-session-cookies",
  J: "remote-header-name",
  k: "insecure",
  K: "config",
  l: "list-only",
  L: "location",
  m: "max-time",
  M: "manual",
  n: "netrc",
  N: "no-buffer",
  o: "output",
  O: "remote-name",
  p: "proxytunnel",
  P: "ftp-port",
  q: "disable",
  Q: "quote",
  r: "range",
  R: "remote-time",
  s: "silent",
  S: "show-error",
  t: "telnet-option",
  T: "upload-file",
  u: "user",
  U: "proxy-user",
  v: "verbose",
  V: "version",
  w: "write-out",
  x: "proxy",
  X: "request",
  y: "speed-time",
  Y: "speed-limit",
  z: "time-cond",
  Z: "parallel",
};

type KnownOption = { takesValue: boolean; treatment: Treatment };

const tableEntries = (table: OptionTable, takesValue: boolean) =>
  table.flatMap(([treatment, names]) =>
    names.split(" ").map((name): [string, KnownOption] => [name, { takesValue, treatment }]),
  );

const knownOptions = new Map([
  ...tableEntries(optionsWithValue, true),
  ...tableEntries(optionsAlone, false),
]);

/** What `--no-…` switches off is off by itself, or concerns the terminal. */
const findOption = (name: string): KnownOption | undefined =>
  knownOptions.get(name) ??
  (name.startsWith("no-") && knownOptions.get(name.slice(3))?.takesValue === false
    ? { takesValue: false, treatment: "silent" }
    : undefined);

/** An option as it was given: by its long name, and as it was written. */
type Option = { name: string; written: string; value: string; treatment: Treatment };

const looksLikeUrl = (word: string) =>
  /^(?:[a-z][a-z0-9+.-]*:\/\/|localhost\b|\[|[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$))/i.test(word);

function readArguments(words: readonly string[]): { options: Option[]; urls: string[] } {
  const options: Option[] = [];
  const urls: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    const take = (name: string, written: string, attached: string): boolean => {
      const known = findOption(name);
      if (known === undefined) {
        options.push({ name, written, value: "", treatment: "unknown" });
        return false;
      }
      const value = known.takesValue ? attached || (words[(index += 1)] ?? "") : "";
      options.push({ name, written, value, treatment: known.treatment });
      return known.takesValue;
    };
    if (word.startsWith("--")) {
      if (word === "--") continue;
      const [written = word] = word.split("=", 1);
      const name = word.slice(2);
      take(name, written, "");
      const next = words[index + 1];
      const isItsValue =
        findOption(name) === undefined &&
        written === word &&
        next !== undefined &&
        !next.startsWith("-") &&
        !looksLikeUrl(next);
      if (isItsValue) index += 1;
    } else if (word.startsWith("-") && word !== "-") {
      const letters = Array.from(word.slice(1));
      letters.some((letter, at) =>
        take(shortOptions[letter] ?? letter, `-${letter}`, letters.slice(at + 1).join("")),
      );
    } else {
      urls.push(word);
    }
  }
  return { options, urls };
}

/** As curl encodes: all but letters, figures and `-._~`. */
const encode = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => {
    const sign = String.fromCharCode(byte);
    return /[\w.~-]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");

/** `content`, `=content` or `name=content`; null for a file. */
function encodePair(text: string): string | null {
  const [, name = "", separator, content = ""] = /^([^=@]*)([=@])([^]*)$/.exec(text) ?? [];
  if (separator === "@") return null;
  if (separator === undefined) return encode(text);
  return name === "" ? encode(content) : `${name}=${encode(content)}`;
}

/** What an option gives to the body; null for a file. */
function readData({ name, value }: Option): string | null {
  if (name === "data-raw") return value;
  if (name === "data-urlencode") return encodePair(value);
  return value.startsWith("@") ? null : value;
}

/** Whether only a secret may say this: the operator may set such a header, and a user may not. */
const isCredentialHeader = (name: string) =>
  !checkHeader(name, "").ok && findOperatorHeaderProblem(name) === null;

/** Headers by name, whatever its case. One that comes twice is a list (RFC 9110, section 5.3). */
class HeaderBag {
  readonly #headers = new Map<string, [string, string]>();

  add(name: string, value: string) {
    const [kept = name, before] = this.#headers.get(name.toLowerCase()) ?? [];
    this.#headers.set(name.toLowerCase(), [kept, before ? `${before}, ${value}` : value]);
  }

  addDefault(name: string, value: string) {
    if (!this.#headers.has(name.toLowerCase()))
      this.#headers.set(name.toLowerCase(), [name, value]);
  }

  list(): [string, string][] {
    return [...this.#headers.values()];
  }
}

/** Takes `user:password@` off a URL, and gives one without a scheme the one that curl tries. */
function readUrl(word: string): { url: string; hasCredentials: boolean } {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(word) ? word : `http://${word}`;
  const bare = url.replace(/^([^:]+:\/\/)[^/?#\\]*@/, "$1");
  return { url: bare, hasCredentials: bare !== url };
}

function addQuery(url: string, parts: readonly string[]): string {
  if (parts.length === 0) return url;
  const [, base = url, fragment = ""] = /^([^#]*)(#[^]*)?$/.exec(url) ?? [];
  const joint = base.includes("?") ? (/[?&]$/.test(base) ? "" : "&") : "?";
  return `${base}${joint}${parts.join("&")}${fragment}`;
}

/** Puts one command together, option by option. */
class RequestDraft {
  readonly #remarks: CurlRemark[] = [];
  readonly #headers = new HeaderBag();
  readonly #removedHeaders = new Set<string>();
  readonly #defaults: [string, string][] = [];
  readonly #query: string[] = [];
  readonly #urls: string[] = [];
  #method: HttpMethod | null = null;
  #impliedMethod: HttpMethod | null = null;
  #isGet = false;
  #isHead = false;
  #body: string | null = null;
  #followRedirects = false;
  #timeoutSeconds: number | null = null;

  remark(what: string, reason: CurlReason) {
    const isKnown = this.#remarks.some((other) => other.what === what && other.reason === reason);
    if (!isKnown) this.#remarks.push({ what, reason });
  }

  addUrl(word: string) {
    if (this.#urls.length > 0) {
      this.remark("", "url");
      return;
    }
    const { url, hasCredentials } = readUrl(word);
    if (hasCredentials) this.remark("URL", "credential");
    this.#urls.push(url);
  }

  take(option: Option) {
    const { name, written, value, treatment } = option;
    if (treatment === "form") this.#impliedMethod ??= "POST";
    if (name === "upload-file") this.#impliedMethod ??= "PUT";
    if (treatment !== "read") {
      if (treatment !== "silent") this.remark(written, treatment);
      return;
    }
    switch (name) {
      case "request":
        this.#takeMethod(value);
        break;
      case "url":
        this.addUrl(value);
        break;
      case "url-query":
        this.#takeQuery(option);
        break;
      case "header":
        this.#takeHeader(written, value);
        break;
      case "user-agent":
        this.#defaults.push(["User-Agent", value]);
        break;
      case "referer":
        this.#defaults.push(["Referer", value.replace(/;auto$/, "")]);
        break;
      case "range":
        this.#defaults.push(["Range", `bytes=${value}`]);
        break;
      case "max-time":
        this.#takeTimeout(value);
        break;
      case "get":
        this.#isGet = true;
        break;
      case "head":
        this.#isHead = true;
        break;
      case "location":
      case "location-trusted":
        this.#followRedirects = true;
        break;
      case "next":
        break;
      default:
        this.#takeData(option);
    }
  }

  #takeMethod(value: string) {
    const method = httpMethods.find((known) => known === value.toUpperCase());
    if (method === undefined) this.remark(value.slice(0, 20), "method");
    else this.#method = method;
  }

  #takeTimeout(value: string) {
    const seconds = Number(value);
    if (Number.isFinite(seconds) && seconds > 0) this.#timeoutSeconds = Math.ceil(seconds);
  }

  #takeQuery({ written, value }: Option) {
    const part = value.startsWith("+") ? value.slice(1) : encodePair(value);
    if (part === null) this.remark(written, "file");
    else this.#query.push(part);
  }

  #takeData(option: Option) {
    this.#impliedMethod ??= "POST";
    const isJson = option.name === "json";
    if (isJson) {
      this.#defaults.push(["Content-Type", "application/json"], ["Accept", "application/json"]);
    } else {
      this.#defaults.push(["Content-Type", "application/x-www-form-urlencoded"]);
    }
    const data = readData(option);
    if (data === null) {
      this.remark(option.written, "file");
      return;
    }
    this.#body = this.#body === null ? data : `${this.#body}${isJson ? "" : "&"}${data}`;
  }

  #takeHeader(written: string, line: string) {
    if (line.startsWith("@")) {
      this.remark(written, "file");
      return;
    }
    const [, rawName = "", separator = "", rawValue = ""] =
      /^([^:;]*)([:;]?)([^]*)$/.exec(line) ?? [];
    const name = rawName.trim();
    const value = separator === ":" ? rawValue.trim() : "";
    if (separator === ":" && value === "") {
      this.#removedHeaders.add(name.toLowerCase());
    } else if (isCredentialHeader(name)) {
      this.remark(name, /cookie/i.test(name) ? "cookie" : "credential");
    } else if (separator === "" || !checkHeader(name, value).ok) {
      // What is no name may hold a credential by mistake.
      this.remark(/^[\w-]{1,64}$/.test(name) && separator !== "" ? name : written, "header");
    } else {
      this.#headers.add(name, value);
    }
  }

  finish(variables: readonly string[]): CurlCommand {
    const isBodyInUrl = this.#isGet && this.#body !== null;
    const [first] = this.#urls;
    const query = [...this.#query, ...(isBodyInUrl ? [this.#body ?? ""] : [])];
    for (const [name, value] of this.#defaults) {
      const isMeant = value !== "" && !this.#removedHeaders.has(name.toLowerCase());
      if (!isMeant || (this.#isGet && name === "Content-Type")) continue;
      if (checkHeader(name, value).ok) this.#headers.addDefault(name, value);
      else this.remark(name, "header");
    }
    const request: CurlRequest = {
      method:
        this.#method ??
        (this.#isHead ? "HEAD" : this.#isGet ? "GET" : (this.#impliedMethod ?? "GET")),
      url: first === undefined ? null : addQuery(first, query),
      headers: this.#headers.list(),
      body: isBodyInUrl ? null : this.#body,
      followRedirects: this.#followRedirects,
      timeoutSeconds: this.#timeoutSeconds,
    };
    const kept = [request.url, request.body, ...request.headers.map(([, value]) => value)];
    for (const variable of variables) {
      if (kept.some((text) => text?.includes(variable))) this.remark(variable, "variable");
    }
    return { request, remarks: this.#remarks };
  }
}

/**
 * What the first `curl` command of a text asks for, and what of it was left out and why; null where
 * the text is none. It never throws, and keeps no credential: neither in the request nor in a remark.
 */
export function parseCurlCommand(text: string): CurlCommand | null {
  if (!isCurlCommand(text)) return null;
  const { words, variables, isUnclosed, hasRest } = splitShellWords(withoutPrompt(text));
  const { options, urls } = readArguments(words.slice(1));
  const draft = new RequestDraft();
  const end = options.findIndex(({ name }) => name === "next");
  for (const option of end === -1 ? options : options.slice(0, end)) draft.take(option);
  for (const url of urls) draft.addUrl(url);
  if (isUnclosed) draft.remark("", "unclosed");
  if (hasRest || end !== -1) draft.remark("", "rest");
  return draft.finish(variables);
}
