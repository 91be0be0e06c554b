import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import type { ConnectionPolicy } from "@/lib/egress/open-connection";
import { resolveHostname } from "@/lib/egress/resolve-hostname";
import { readAuthorities } from "@/lib/egress/tls/authorities";
import type { Env } from "@/lib/env";
import { findMailProblem } from "@/lib/notifications/outbound-mail";
import { defineCheck } from "@/lib/services/instance/check";
import { isLocalHost } from "@/lib/services/instance/local-host";

type MailFacts = {
  server: {
    hostname: string;
    /** Why it can't be used; null where it greets and signs the app in. */
    problem: string | null;
    isEncrypted: boolean;
    isLocal: boolean;
  } | null;
  /** The domain that mails are sent from. */
  senderDomain: string;
};

/** Domains that no receiver believes: RFC 2606, RFC 6761, and names without a zone. */
const isNoDomain = (domain: string) =>
  !domain.includes(".") ||
  /(?:^|\.)(?:example(?:\.(?:com|net|org))?|invalid|localhost|test|local)$/i.test(domain);

export function judgeMail({ server, senderDomain }: MailFacts): Finding {
  if (server === null) return ok("SMTP_URL isn't set, so channels send no email");
  const { hostname, isEncrypted, isLocal } = server;
  if (server.problem !== null) {
    return problem(
      `the mail server ${hostname} can't be used: ${server.problem}`,
      "Correct SMTP_URL (smtps:// for port 465, smtp:// for 587), or see the mail server's log",
    );
  }
  if (!isEncrypted && !isLocal) {
    return warning(
      `the mail server ${hostname} takes mails unencrypted, and the password too`,
      "Use smtps://, or a server that offers STARTTLS",
    );
  }
  if (isNoDomain(senderDomain) && !isLocal) {
    return warning(
      `mails are sent from ${senderDomain}, which no receiver believes`,
      "Set MAIL_FROM to an address of a domain that your mail server may send for",
    );
  }
  return ok(`the mail server ${hostname} takes mails from ${senderDomain}`);
}

const domainOf = (from: string) => /@([\w.-]+)>?\s*$/.exec(from)?.[1] ?? from;

/** The way that mails of channels take: it is nobody's but the operator's. */
const policyOf = ({ EGRESS_CA_FILE }: Env): ConnectionPolicy => ({
  allow: { blocks: [], endpoints: [] },
  authorities: readAuthorities(EGRESS_CA_FILE),
  resolve: (hostname: string, timeoutMs: number) =>
    resolveHostname(hostname, { workspaceId: "", timeoutMs }),
});

export const mailCheck = defineCheck({
  name: "mail",
  look: async ({ settings: { env } }): Promise<MailFacts> => {
    const { SMTP_URL, MAIL_FROM, APP_URL } = env;
    const senderDomain = MAIL_FROM === undefined ? new URL(APP_URL).hostname : domainOf(MAIL_FROM);
    if (SMTP_URL === undefined) return { server: null, senderDomain };
    const { hostname, protocol } = new URL(SMTP_URL);
    const smtp = { url: SMTP_URL };
    const policy = policyOf(env);
    const found = await findMailProblem(smtp, policy, { requireTLS: false });
    const isEncrypted =
      protocol === "smtps:" ||
      (found === null && (await findMailProblem(smtp, policy, { requireTLS: true })) === null);
    return {
      server: { hostname, problem: found, isEncrypted, isLocal: isLocalHost(hostname) },
      senderDomain,
    };
  },
  judge: judgeMail,
});
