import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import type { Reply } from "@/lib/services/instance/ask";
import { defineCheck } from "@/lib/services/instance/check";
import { parsePolicy, type ContentPolicy } from "@/lib/services/instance/outside/content-policy";

type Served = { path: string; isPage: boolean; headers: Reply["headers"] };
type HeaderFacts = { isHttps: boolean; served: readonly Served[] };

const HALF_A_YEAR_SECONDS = 15_552_000;

type Rule = {
  header: string;
  appliesTo: (each: Served, isHttps: boolean) => boolean;
  holds: (value: string) => boolean;
};

const every = () => true;
const pages = ({ isPage }: Served) => isPage;

const unsafe = ["'unsafe-inline'", "'unsafe-eval'"];

function keepsScriptsOut(policy: ContentPolicy): boolean {
  const scripts = policy.get("script-src") ?? policy.get("default-src");
  const styles = policy.get("style-src") ?? policy.get("default-src");
  if (scripts === undefined || styles === undefined) return false;
  return !unsafe.some((source) => scripts.includes(source) || styles.includes(source));
}

const isNone = (policy: ContentPolicy, directive: string, fallback = directive) =>
  (policy.get(directive) ?? policy.get(fallback))?.join() === "'none'";

function isStrict(value: string): boolean {
  const policy = parsePolicy(value);
  return (
    keepsScriptsOut(policy) &&
    isNone(policy, "object-src", "default-src") &&
    isNone(policy, "frame-ancestors")
  );
}

const isPageStrict = (value: string) => isNone(parsePolicy(value), "base-uri");

const rules: readonly Rule[] = [
  { header: "content-security-policy", appliesTo: every, holds: isStrict },
  { header: "content-security-policy", appliesTo: pages, holds: isPageStrict },
  { header: "x-content-type-options", appliesTo: every, holds: (value) => value === "nosniff" },
  { header: "referrer-policy", appliesTo: every, holds: (value) => value !== "unsafe-url" },
  { header: "permissions-policy", appliesTo: pages, holds: every },
  {
    header: "cross-origin-opener-policy",
    appliesTo: pages,
    holds: (value) => value === "same-origin",
  },
  {
    header: "cross-origin-resource-policy",
    appliesTo: every,
    holds: (value) => value === "same-origin",
  },
  {
    header: "strict-transport-security",
    appliesTo: (_, isHttps) => isHttps,
    holds: (value) => Number(/max-age=(\d+)/.exec(value)?.[1] ?? 0) >= HALF_A_YEAR_SECONDS,
  },
];

export function judgeSecurityHeaders({ isHttps, served }: HeaderFacts): Finding {
  const broken = new Map<string, Set<string>>();
  for (const each of served) {
    for (const { header, appliesTo, holds } of rules) {
      const value = each.headers.get(header);
      if (!appliesTo(each, isHttps) || (value !== undefined && holds(value))) continue;
      broken.set(header, (broken.get(header) ?? new Set()).add(each.path));
    }
  }
  if (broken.size === 0) return ok("pages and the API carry the security headers");
  return problem(
    Array.from(
      broken,
      ([header, paths]) => `${header} is missing or too weak on ${[...paths].join(", ")}`,
    ).join("; "),
    "The app sets these headers itself: update it, or stop the proxy in front from removing or replacing them",
  );
}

export const securityHeadersCheck = defineCheck({
  name: "security-headers",
  look: async (instance): Promise<HeaderFacts> => {
    const look = async (path: string, isPage: boolean): Promise<Served> => {
      const { headers } = await instance.askApp(path);
      return { path, isPage, headers };
    };
    return {
      isHttps: new URL(instance.settings.url).protocol === "https:",
      served: [
        await look("/sign-in", true),
        await look("/no-such-page", true),
        await look("/api/health", false),
      ],
    };
  },
  judge: judgeSecurityHeaders,
});
