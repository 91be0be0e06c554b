import type { CurlOption, CurlReason } from "@/lib/domain/curl/curl-options";
import type { ShellWords } from "@/lib/domain/curl/word-list";
import { checkHeader, findOperatorHeaderProblem } from "@/lib/domain/routine/header-policy";
import { httpMethods, type HttpMethod } from "@/lib/domain/routine/routine-options";

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

/** A command as far as a routine can send it. Credentials are named and never kept. */
export type CurlCommand = { request: CurlRequest; remarks: CurlRemark[] };

/** Encodes as curl does: everything but letters, digits and `-._~`. */
const encode = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[\w.~-]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");

/** `content`, `=content` or `name=content`; null for a file. */
function encodePair(text: string): string | null {
  const [, name = "", separator, content = ""] = /^([^=@]*)([=@])([^]*)$/.exec(text) ?? [];
  if (separator === "@") return null;
  if (separator === undefined) return encode(text);
  return name === "" ? encode(content) : `${name}=${encode(content)}`;
}

/**
 * The part of the body that an option adds; null for a file.
 * @param input what the command reads in the place of the file `-`, where the text says it.
 */
function readData({ name, value }: CurlOption, input: string | null): string | null {
  if (name === "data-raw") return value;
  if (name === "data-urlencode") {
    const [, key = "", isInput] = /^([^=@]*)(@-)$/.exec(value) ?? [];
    if (isInput === undefined || input === null) return encodePair(value);
    return `${key === "" ? "" : `${key}=`}${encode(input)}`;
  }
  if (!value.startsWith("@")) return value;
  if (value !== "@-" || input === null) return null;
  return name === "data" || name === "data-ascii" ? input.replace(/[\r\n\0]/g, "") : input;
}

/** Whether only a secret may set this header: the operator may, and a user may not. */
const isCredentialHeader = (name: string) =>
  !checkHeader(name, "").ok && findOperatorHeaderProblem(name) === null;

/** Headers by name, whatever its case. One that is repeated is a list (RFC 9110, section 5.3). */
class HeaderBag {
  readonly #headers = new Map<string, [string, string]>();

  add(name: string, value: string) {
    const [kept = name, before] = this.#headers.get(name.toLowerCase()) ?? [];
    this.#headers.set(name.toLowerCase(), [kept, before ? `${before}, ${value}` : value]);
  }

  addDefault(name: string, value: string) {
    if (!this.#headers.has(name.toLowerCase())) {
      this.#headers.set(name.toLowerCase(), [name, value]);
    }
  }

  list(): [string, string][] {
    return [...this.#headers.values()];
  }
}

/** Removes `user:password@` from a URL, and adds the scheme that curl tries where there is none. */
function readUrl(word: string): { url: string; hasCredentials: boolean } {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(word) ? word : `http://${word.replace(/^\/\//, "")}`;
  const bare = url.replace(/^([^:]+:\/\/)[^/?#\\]*@/, "$1");
  return { url: bare, hasCredentials: bare !== url };
}

function addQuery(url: string, parts: readonly string[]): string {
  if (parts.length === 0) return url;
  const [, base = url, fragment = ""] = /^([^#]*)(#[^]*)?$/.exec(url) ?? [];
  const joint = base.includes("?") ? (/[?&]$/.test(base) ? "" : "&") : "?";
  return `${base}${joint}${parts.join("&")}${fragment}`;
}

/** What curl makes several URLs of: a list in braces, or a range in brackets. */
const GLOB = /\{[^{}]*,[^{}]*\}|\[(?:\d+-\d+|[a-z]-[a-z])(?::\d+)?\]/i;

/** Puts one command together, option by option. */
export class RequestDraft {
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
  #isGlobOff = false;

  constructor(private readonly input: string | null) {}

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

  take(option: CurlOption) {
    const { name, written, value, treatment } = option;
    if (treatment === "form") this.#impliedMethod ??= "POST";
    if (name === "upload-file") {
      this.#impliedMethod ??= "PUT";
      if (/^[-.]$/.test(value) && this.input !== null) {
        this.#body = this.input;
        return;
      }
    }
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
      case "follow":
        this.#followRedirects = true;
        break;
      case "globoff":
        this.#isGlobOff = true;
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

  #takeQuery({ written, value }: CurlOption) {
    const part = value.startsWith("+") ? value.slice(1) : encodePair(value);
    if (part === null) this.remark(written, "file");
    else this.#query.push(part);
  }

  #takeData(option: CurlOption) {
    this.#impliedMethod ??= "POST";
    const isJson = option.name === "json";
    if (isJson) {
      this.#defaults.push(["Content-Type", "application/json"], ["Accept", "application/json"]);
    } else {
      this.#defaults.push(["Content-Type", "application/x-www-form-urlencoded"]);
    }
    const data = readData(option, this.input);
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
      // A text that is not a name may be a credential by mistake.
      this.remark(/^[\w-]{1,64}$/.test(name) && separator !== "" ? name : written, "header");
    } else {
      this.#headers.add(name, value);
    }
  }

  /** The command as far as it was taken. Its shell says what it left open, and what follows it. */
  finish({
    variables,
    isUnclosed,
    hasRest,
  }: Pick<ShellWords, "variables" | "isUnclosed" | "hasRest">): CurlCommand {
    if (isUnclosed) this.remark("", "unclosed");
    if (hasRest) this.remark("", "rest");
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
    if (!this.#isGlobOff && first !== undefined && GLOB.test(first)) this.remark("", "glob");
    const kept = [request.url, request.body, ...request.headers.map(([, value]) => value)];
    for (const variable of variables) {
      if (kept.some((text) => text?.includes(variable))) this.remark(variable, "variable");
    }
    return { request, remarks: this.#remarks };
  }
}
