import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { parseAllowList } from "@/lib/egress/address-policy";
import { blockContains, parseIpAddress } from "@/lib/egress/ip-address";
import { describeAuthorities, readAuthorities } from "@/lib/egress/tls/authorities";
import { defineCheck } from "@/lib/services/instance/check";
import { isLoopbackHost } from "@/lib/services/instance/local-host";
import { listensBeyondLoopback } from "@/lib/services/instance/settings/listens-beyond-loopback";

type EgressFacts = {
  allow: string;
  isSignUpOpen: boolean;
  isReachedFromOutside: boolean;
  /** The authorities of `EGRESS_CA_FILE`: how many, and the subjects of those that have expired. */
  authorities: { count: number; expired: readonly string[] };
};

/** One address of each kind that no stranger's request should reach. */
const guarded = [
  ["this machine", "127.0.0.1"],
  ["this machine", "::1"],
  ["cloud metadata", "169.254.169.254"],
  ["cloud metadata", "fd00:ec2::254"],
] as const;

function findGuarded(allow: string): string[] {
  const { blocks } = parseAllowList(allow);
  const opened = guarded.filter(([, text]) => {
    const address = parseIpAddress(text);
    return address !== null && blocks.some((block) => blockContains(block, address));
  });
  return [...new Set(opened.map(([kind]) => kind))];
}

export function judgeEgress(facts: EgressFacts): Finding {
  const { expired, count } = facts.authorities;
  const finding = judgeAllowed(facts);
  if (finding.level !== "ok" || count === 0) return finding;
  if (expired.length > 0) {
    return warning(
      `EGRESS_CA_FILE holds authorities that have expired: ${expired.join("; ")}`,
      "Replace them: what they issued is refused",
    );
  }
  return ok(`${finding.found}; ${count} of EGRESS_CA_FILE are trusted as authorities`);
}

function judgeAllowed({ allow, isSignUpOpen, isReachedFromOutside }: EgressFacts): Finding {
  if (allow === "") return ok("routines reach public addresses only");
  const list = `routines reach public addresses, and as exceptions ${allow.split(/[\s,]+/).join(", ")}`;
  if (!isReachedFromOutside) return ok(list);
  const opened = findGuarded(allow);
  if (opened.length > 0) {
    return problem(
      `EGRESS_ALLOW opens ${opened.join(" and ")} to everybody who can sign in`,
      "Replace the block by the host:port that is needed",
    );
  }
  if (isSignUpOpen) {
    return warning(list, "Sign-up is open, so strangers reach these too: close it, or remove them");
  }
  return ok(list);
}

export const egressCheck = defineCheck({
  name: "egress",
  look: ({ settings }): EgressFacts => ({
    allow: settings.env.EGRESS_ALLOW,
    authorities: describeAuthorities(readAuthorities(settings.env.EGRESS_CA_FILE), new Date()),
    isSignUpOpen: settings.env.SIGN_UP === "open",
    isReachedFromOutside:
      listensBeyondLoopback(settings) || !isLoopbackHost(new URL(settings.env.APP_URL).hostname),
  }),
  judge: judgeEgress,
});
