import { checkHeaders } from "@/lib/domain/routine/header-policy";
import { carriesBody, type HttpMethod } from "@/lib/domain/routine/routine-options";
import { errorDetails } from "@/lib/domain/run/error-details";
import type { AllowList } from "@/lib/egress/address-policy";
import { EgressError } from "@/lib/egress/egress-error";
import { ForbiddenTargetError, parseTargetUrl } from "@/lib/egress/target-url";

const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];

const CONTENT_HEADERS = /^content-/i;
const baseHeaders = { accept: "*/*", "user-agent": "OpsPulse" };
/** A body is never unpacked here: what is counted is what came over the wire. */
const forcedHeaders = { "accept-encoding": "identity" };

/** One request of a chain of redirects, ready to be sent. */
export type Hop = {
  url: URL;
  method: HttpMethod;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array | null;
};

export type FirstRequest = {
  url: string;
  method: HttpMethod;
  /** The user's own headers, checked again here. */
  headers: Readonly<Record<string, string>>;
  /** Headers that OpsPulse adds. They win over the user's. */
  systemHeaders: Readonly<Record<string, string>>;
  /** Not sent with GET and HEAD. */
  body: string | Uint8Array | null;
};

type TargetPolicy = { allow: AllowList; ownHosts?: readonly string[] };

/** Header names are one namespace: a later set replaces the same name of an earlier one. */
function mergeHeaders(...sets: Readonly<Record<string, string>>[]): Record<string, string> {
  const merged = new Map<string, string>();
  for (const set of sets) {
    for (const [name, value] of Object.entries(set)) merged.set(name.toLowerCase(), value);
  }
  return Object.fromEntries(merged);
}

/** Judges a URL at the moment it is used. */
function parseTarget(url: string, { allow, ownHosts = [] }: TargetPolicy, subject: string): URL {
  try {
    return parseTargetUrl(url, { allow, ownHosts });
  } catch (error) {
    if (!(error instanceof ForbiddenTargetError)) throw error;
    throw new EgressError("FORBIDDEN_TARGET", `${subject}${error.message}`, { cause: error });
  }
}

/** @throws {EgressError} `FORBIDDEN_TARGET` where the URL or a header of the user is not allowed. */
export function firstHop(request: FirstRequest, policy: TargetPolicy): Hop {
  const [problem] = checkHeaders(request.headers);
  if (problem !== undefined) throw new EgressError("FORBIDDEN_TARGET", problem.reason);
  return {
    url: parseTarget(request.url, policy, ""),
    method: request.method,
    headers: mergeHeaders(baseHeaders, request.headers, request.systemHeaders, forcedHeaders),
    body: carriesBody(request.method) ? request.body : null,
  };
}

type RedirectingResponse = { status: number; location: string | null };

/** Whether a response sends the request on. One with several choices does where it prefers one. */
export const isRedirect = ({ status, location }: RedirectingResponse) =>
  REDIRECT_STATUSES.includes(status) || (status === 300 && location !== null);

/**
 * The URL that a `Location` leads to; null where it leads to none. Bytes beyond ASCII are bytes of the
 * URL, as curl has it, and not letters that would be encoded as UTF-8 a second time.
 * @param location a character a byte.
 */
export function resolveLocation(location: string | null, base: URL): URL | null {
  const reference = (location ?? "")
    .trim()
    .replaceAll(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
  return reference === "" ? null : URL.parse(reference, base);
}

/**
 * The next request of a chain, by the rules of the fetch standard: 303, and 301 or 302 to a POST,
 * become GET without a body. Across origins all headers of user and system are dropped.
 * @throws {EgressError} `REDIRECT` or `FORBIDDEN_TARGET`.
 */
export function nextHop(
  hop: Hop,
  { status, location }: RedirectingResponse,
  policy: TargetPolicy,
): Hop {
  const target = resolveLocation(location, hop.url);
  if (target === null) {
    throw new EgressError(
      "REDIRECT",
      `The endpoint responded with ${status} ${errorDetails.REDIRECT.NO_LOCATION}. Correct its redirect, or use the final URL.`,
    );
  }
  const url = parseTarget(
    target.href,
    policy,
    "The endpoint redirects to a URL that may not be called. ",
  );
  if (hop.url.protocol === "https:" && url.protocol === "http:") {
    throw new EgressError(
      "REDIRECT",
      `The endpoint redirects from https to ${url.origin}, ${errorDetails.REDIRECT.NOT_ENCRYPTED}. Correct its redirect, or use the final URL.`,
    );
  }
  const becomesGet =
    status === 303 ? hop.method !== "HEAD" : hop.method === "POST" && [301, 302].includes(status);
  const kept = url.origin === hop.url.origin ? Object.entries(hop.headers) : [];
  return {
    url,
    method: becomesGet ? "GET" : hop.method,
    headers: mergeHeaders(
      baseHeaders,
      Object.fromEntries(becomesGet ? kept.filter(([name]) => !CONTENT_HEADERS.test(name)) : kept),
      forcedHeaders,
    ),
    body: becomesGet ? null : hop.body,
  };
}
