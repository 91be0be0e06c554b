import { readCurlWords } from "@/lib/domain/curl/curl-command";
import { readArguments, type CurlOption } from "@/lib/domain/curl/curl-options";
import type { CurlReason } from "@/lib/domain/curl/curl-options";
import type { RequestProgram } from "@/lib/domain/curl/is-curl-command";
import type { CurlRemark } from "@/lib/domain/curl/request-draft";
import type { ShellWords } from "@/lib/domain/curl/word-list";
import type { ForeignJob } from "@/lib/domain/imports/foreign-job";
import {
  BEARER,
  findHeaderCredential,
  loginCredential,
  safeText,
  type FoundCredential,
} from "@/lib/domain/imports/hidden-credentials";
import { RefusedJobError, remark, type ImportRemark } from "@/lib/domain/imports/remarks";
import { baseName, runsACommand } from "@/lib/domain/paste/shell-programs";
import { readWgetWords } from "@/lib/domain/paste/wget-command";
import { readWgetArguments } from "@/lib/domain/paste/wget-options";

/** The request of a command, with its credentials, which the reading of a paste drops. */
type CommandRequest = Pick<
  ForeignJob,
  "url" | "method" | "headers" | "body" | "credentials" | "timeoutSeconds" | "attempts" | "remarks"
> & { followRedirects: boolean; isPaused: boolean };

/** Those that are read here, or are said where their values are found. */
const SILENT: readonly CurlReason[] = ["credential", "cookie", "rest"];
/** Those without which the request isn't whole. */
const INCOMPLETE: readonly CurlReason[] = ["file", "form", "glob"];

function toRemark({ what, reason }: CurlRemark): ImportRemark | null {
  const name = safeText(what, 40);
  switch (reason) {
    case "credential":
    case "cookie":
    case "rest":
    case "variable":
      return null;
    case "file":
      return remark("file_left_out", { name });
    case "form":
      return remark("form_left_out");
    case "insecure":
      return remark("insecure_left_out", { name });
    case "header":
      return remark("header_left_out", { name });
    case "setting":
    case "unknown":
      return /^(?:--proxy|-x|--preproxy|--socks.*)$/.test(what)
        ? remark("proxy_left_out")
        : remark("setting_left_out", { name });
    case "glob":
      return remark("glob_kept");
    case "url":
      return remark("urls_left_out");
    case "method":
      throw new RefusedJobError("method_unsupported", { name });
    case "unclosed":
      throw new RefusedJobError("unclosed");
  }
}

/** The credentials among the options of a command. */
function findCredentials(options: readonly CurlOption[], urls: readonly string[]) {
  const found: FoundCredential[] = [];
  const login: { user: string; password: string } = { user: "", password: "" };
  for (const { name, value } of options) {
    if (name === "header") {
      const [, header = "", content = ""] = /^([^:;]*):([^]*)$/.exec(value) ?? [];
      const isSet = header.trim() !== "" && content.trim() !== "";
      const credential = isSet ? findHeaderCredential(header.trim(), content.trim()) : null;
      // A header that a user may set stays with the request, where it is found again.
      if (credential !== null) found.push(credential);
    } else if (name === "oauth2-bearer") {
      found.push({ place: "header", name: "Authorization", header: BEARER, value, hint: null });
    } else if (name === "user" || name === "http-user") {
      const [user = "", ...password] = value.split(":");
      login.user = user;
      if (password.length > 0) login.password = password.join(":");
    } else if (/^(?:http-)?passw(?:or)?d$/.test(name)) login.password = value;
    else if (name === "cookie" && value.includes("=")) {
      const header = "Cookie: {value}";
      found.push({ place: "header", name: "Cookie", header, value, hint: null });
    }
  }
  if (login.user !== "" || login.password !== "") {
    found.push(loginCredential(login.user, login.password));
  }
  for (const url of urls.slice(0, 1)) {
    const [, userinfo] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#\\@]*)@/i.exec(url) ?? [];
    const [user = "", ...password] = userinfo?.split(":") ?? [];
    if (userinfo !== undefined) found.push(loginCredential(user, password.join(":")));
  }
  return found;
}

const isTerminal = (path: string) => /^(?:-|\/dev\/(?:null|stdout|stderr)|NUL)$/i.test(path);

/** How often the request is tried: curl counts retries, wget counts attempts. */
function readAttempts(program: RequestProgram, options: readonly CurlOption[]): number {
  const name = program === "curl" ? "--retry" : "--tries";
  const isIt = ({ written }: CurlOption) =>
    written === name || (program === "wget" && written === "-t");
  const count = Number(options.find(isIt)?.value);
  return Number.isInteger(count) && count > 0 ? count + (program === "curl" ? 1 : 0) : 1;
}

const ATTEMPTS =
  /^(?:--retry(?:-delay|-max-time|-all-errors|-connrefused)?|--tries|-t|--waitretry)$/;

/** Where the response was written to a file. */
const findOutput = (program: RequestProgram, options: readonly CurlOption[]) =>
  options.find(({ written, value }) =>
    program === "curl"
      ? (/^(?:-o|--output)$/.test(written) && !isTerminal(value)) ||
        /^(?:-O|--remote-name)$/.test(written)
      : /^(?:-O|--output-document)$/.test(written) && !isTerminal(value),
  );

/**
 * The request of a command of curl or wget.
 * @throws {RefusedJobError} for one that can't be sent from here.
 */
export function readRequest(program: RequestProgram, shell: ShellWords): CommandRequest {
  const isCurl = program === "curl";
  const { options, urls } = isCurl ? readArguments(shell.words) : readWgetArguments(shell.words);
  const { request, remarks } = isCurl ? readCurlWords(shell) : readWgetWords(shell);
  const all = [...urls, ...options.filter(({ name }) => name === "url").map(({ value }) => value)];
  const found = findCredentials(options, all);
  const kept = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const output = findOutput(program, options);
  const said = remarks.flatMap((each) => {
    if (SILENT.includes(each.reason) || ATTEMPTS.test(each.what)) return [];
    return toRemark(each) ?? [];
  });
  // A header that has been found as a credential is refused by the draft, and said already.
  const isSaid = (name: unknown) => found.some((each) => each.name === name);
  return {
    url: request.url ?? "",
    method: request.method,
    headers: request.headers,
    body: request.body,
    credentials: found.filter(
      ({ place, name }) => place !== "header" || !kept.has(name.toLowerCase()),
    ),
    timeoutSeconds: request.timeoutSeconds,
    attempts: readAttempts(program, options),
    followRedirects: request.followRedirects,
    remarks: [
      ...said.filter(({ code, params }) => code !== "header_left_out" || !isSaid(params.name)),
      ...(output === undefined ? [] : [remark("output_left_out", { name: output.written })]),
    ],
    isPaused: remarks.some(({ reason }) => INCOMPLETE.includes(reason)),
  };
}

/** Words before a request that do nothing by themselves. */
const HARMLESS = /^(?:cd|exit|done|fi|sleep|set|export|source|\.|true|:|echo|date|umask|ulimit)$/;
const CONDITIONS = /^(?:test|\[|\[\[|grep|pgrep|if|while)$/;
const isVariable = (name: string) => /^[A-Z_][A-Z0-9_]*$/.test(name);

/**
 * What is said of the words that stand before a request, or after it.
 * @throws {RefusedJobError} where another program does the work, and the request only follows it.
 */
export function readSurroundings(
  skipped: readonly string[],
  rest: string,
): { remarks: ImportRemark[]; isPaused: boolean } {
  const remarks: ImportRemark[] = [];
  let isPaused = false;
  for (const word of skipped) {
    const name = safeText(baseName(word), 40);
    if (CONDITIONS.test(name)) {
      remarks.push(remark("condition_left_out", { name }));
      isPaused = true;
    } else if (runsACommand(name) || HARMLESS.test(name) || isVariable(name)) {
      remarks.push(remark("wrapper_left_out", { name }));
    } else throw new RefusedJobError("not_http", { name });
  }
  const [, pipe] = /^\s*\|(?!\|)\s*(\S+)/.exec(rest) ?? [];
  if (pipe !== undefined && !/^(?:logger|cat|tee|ts|head|tail|jq|true)$/.test(baseName(pipe))) {
    remarks.push(remark("pipe_left_out", { name: safeText(baseName(pipe), 40) }));
    isPaused = true;
  } else if (pipe === undefined && /[^\s;&|)}'"`]/.test(rest)) {
    remarks.push(remark("rest_left_out"));
  }
  return { remarks, isPaused };
}

/** The word of a command that names its program. */
function programWord(command: string): string {
  const words = command.trim().split(/\s+/, 40);
  const isProgram = (word: string) =>
    !/^[A-Za-z_]\w*=/.test(word) &&
    !/^[-\d]/.test(word) &&
    !(runsACommand(word) && words.length > 1);
  const word = words.find(isProgram) ?? words[0] ?? "";
  return baseName(word.replace(/["'`$(){};&|<>]/g, ""));
}

const MAX_SEGMENTS = 40;

/** The program that does the work of a command which is no request, by its name alone; empty for none. */
export function programOf(command: string): string {
  const programs = command.split(/&&|\|\|?|;|\n/, MAX_SEGMENTS).map(programWord);
  const working = programs.find((program) => program !== "" && !HARMLESS.test(program));
  return safeText(working ?? programs[0] ?? "", 40);
}

/** Whether a command does nothing that would be missed. */
export const isHarmless = (program: string): boolean => program === "" || HARMLESS.test(program);
