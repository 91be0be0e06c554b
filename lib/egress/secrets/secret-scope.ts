import type { ProblemCode } from "@/lib/domain/field-problems";
import { opensAddress, opensEndpoint, type AllowList } from "@/lib/egress/address-policy";
import { endpointOf } from "@/lib/egress/endpoint";
import type { SecretOptions, SecretSource } from "@/lib/egress/secrets/secret-variables";
import { ForbiddenTargetError, parseTargetUrl } from "@/lib/egress/target-url";

export const splitList = (text: string) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");

const isUuid = (text: string) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

const hasShapeOfOrigin = (text: string) => /^https?:\/\/[^/?#]+\/?$/i.test(text);

/** Whether the allow list opens this very origin, for which plain http is then accepted. */
function isOpened(url: URL, allow: AllowList): boolean {
  const endpoint = endpointOf(url);
  return endpoint.address === null
    ? opensEndpoint(allow, endpoint)
    : opensAddress(allow, endpoint.address, endpoint);
}

type ParsedOrigin = { origin: string } | { problem: string; code: ProblemCode };

function parseOrigin(text: string, allow: AllowList): ParsedOrigin {
  if (!hasShapeOfOrigin(text)) {
    return {
      problem: "is not an origin. Write it as https://api.example.com, without a path.",
      code: "secret_origin_malformed",
    };
  }
  let url: URL;
  try {
    url = parseTargetUrl(text, { allow });
  } catch (error) {
    if (!(error instanceof ForbiddenTargetError)) throw error;
    return { problem: `is refused. ${error.message}`, code: "secret_origin_refused" };
  }
  return url.protocol === "https:" || isOpened(url, allow)
    ? { origin: url.origin }
    : {
        problem: "is not https. Use https, or name its host and port in EGRESS_ALLOW.",
        code: "secret_origin_not_https",
      };
}

/** The origins that a secret may be sent to, without those that break a rule. */
export function readOrigins(secret: SecretSource): string[] {
  const { variable, allow, problems } = secret;
  if (secret.origins.length === 0) {
    problems.push({
      message: `${variable}__ORIGINS is required. List the origins that the secret may be sent to, such as https://api.example.com.`,
      field: { path: "origins", code: "secret_origins_required" },
    });
  }
  const origins = new Set<string>();
  for (const [index, entry] of secret.origins.entries()) {
    const parsed = parseOrigin(entry, allow);
    if ("origin" in parsed) {
      origins.add(parsed.origin);
    } else {
      problems.push({
        message: `${variable}__ORIGINS: entry ${index + 1} ${parsed.problem}`,
        field: { path: `origins.${index}`, code: parsed.code },
      });
    }
  }
  return [...origins];
}

/** The ids of the workspaces that may use a secret, in lower case; null for all workspaces. */
export function readWorkspaces(
  variable: string,
  text: string | undefined,
  { isSignUpOpen }: SecretOptions,
  problems: string[],
): ReadonlySet<string> | null {
  if (text === undefined) {
    if (isSignUpOpen) {
      problems.push(
        `${variable}__WORKSPACES is required while sign-up is open. List the ids of the workspaces that may use the secret, or set SIGN_UP=closed.`,
      );
    }
    return null;
  }
  const ids = splitList(text).map((entry) => entry.toLowerCase());
  if (ids.length === 0) {
    problems.push(`${variable}__WORKSPACES names no workspace. List their ids, or remove it.`);
  }
  for (const [index, id] of ids.entries()) {
    if (!isUuid(id)) {
      problems.push(
        `${variable}__WORKSPACES: entry ${index + 1} is not the id of a workspace. Use its UUID.`,
      );
    }
  }
  return new Set(ids);
}
