import { opensAddress, opensEndpoint, type AllowList } from "@/lib/egress/address-policy";
import { endpointOf } from "@/lib/egress/endpoint";
import type { SecretVariables } from "@/lib/egress/secrets/secret-variables";
import { ForbiddenTargetError, parseTargetUrl } from "@/lib/egress/target-url";

const splitList = (text: string) =>
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

function parseOrigin(text: string, allow: AllowList): { origin: string } | { problem: string } {
  if (!hasShapeOfOrigin(text)) {
    return { problem: "is not an origin. Write it as https://api.example.com, without a path." };
  }
  let url: URL;
  try {
    url = parseTargetUrl(text, { allow });
  } catch (error) {
    if (error instanceof ForbiddenTargetError) return { problem: `is refused. ${error.message}` };
    throw error;
  }
  return url.protocol === "https:" || isOpened(url, allow)
    ? { origin: url.origin }
    : { problem: "is not https. Use https, or name its host and port in EGRESS_ALLOW." };
}

/** The origins that a secret may be sent to, without those that break a rule. */
export function readOrigins({ variable, settings, options, problems }: SecretVariables): string[] {
  const entries = splitList(settings.get("ORIGINS") ?? "");
  if (entries.length === 0) {
    problems.push(
      `${variable}__ORIGINS is required. List the origins that the secret may be sent to, such as https://api.example.com.`,
    );
  }
  const origins = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const parsed = parseOrigin(entry, options.allow);
    if ("origin" in parsed) {
      origins.add(parsed.origin);
    } else {
      problems.push(`${variable}__ORIGINS: entry ${index + 1} ${parsed.problem}`);
    }
  }
  return [...origins];
}

/** The ids of the workspaces that may use a secret, in lower case; null for all workspaces. */
export function readWorkspaces(secret: SecretVariables): ReadonlySet<string> | null {
  const { variable, settings, options, problems } = secret;
  const text = settings.get("WORKSPACES");
  if (text === undefined) {
    if (options.isSignUpOpen) {
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
