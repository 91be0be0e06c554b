import { X509Certificate } from "node:crypto";
import type { DetailedPeerCertificate } from "node:tls";
import { errorDetails } from "@/lib/domain/run/error-details";
import { EgressError } from "@/lib/egress/egress-error";

const { TLS: words } = errorDetails;

/** More are no chain that a server should send. */
const MAX_CHAIN = 10;
const MAX_NAME_CHARACTERS = 64;
const MAX_NAMES = 3;

const LEAST_RSA_BITS = 2048;

/** The certificates from the server's own to the last one whose issuer is known. */
function chainOf(sent: Partial<DetailedPeerCertificate>): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next: Partial<DetailedPeerCertificate> | undefined = sent;
  while (next?.raw !== undefined && chain.length < MAX_CHAIN) {
    chain.push(new X509Certificate(next.raw));
    // An authority that is its own issuer is the end.
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
  }
  return chain;
}

/** A text from a certificate, which anybody may have written, as a short quote. */
function quote(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e\u00a0-\uffff]|["\u2028\u2029]/g, "?");
  return `"${plain.length > MAX_NAME_CHARACTERS ? `${plain.slice(0, MAX_NAME_CHARACTERS)}…` : plain}"`;
}

/** The common name of a subject or an issuer, or else its organization. */
function nameOf(distinguished: string): string {
  const lines = distinguished.split("\n");
  const find = (field: string) =>
    lines.find((line) => line.startsWith(`${field}=`))?.slice(field.length + 1);
  return quote(find("CN") ?? find("O") ?? lines[0] ?? "");
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10);

/** The host names and addresses that a certificate is for, of which three are named. */
function listNames(leaf: X509Certificate): string | null {
  const alternative = (leaf.subjectAltName ?? "")
    .split(", ")
    .flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
  const common = /^CN=(.+)$/m.exec(leaf.subject)?.[1];
  const names = alternative.length > 0 || common === undefined ? alternative : [common];
  if (names.length === 0) return null;
  const rest = names.length - MAX_NAMES;
  const named = names.slice(0, MAX_NAMES).map(quote).join(", ");
  return rest > 0 ? `${named} and ${rest} more` : named;
}

const bitsOf = ({ publicKey }: X509Certificate) => publicKey.asymmetricKeyDetails?.modulusLength;

type Explained = { words: string; advice: string };

/** `chain` begins with the server's own certificate; it is empty where none was read. */
type Explain = (chain: readonly X509Certificate[], reason: string) => Explained;

const TRUST = "the administrator of this instance can trust it with EGRESS_CA_FILE";

const explainExpired: Explain = ([leaf, ...others]) => {
  const now = new Date();
  const expired = others.find(({ validToDate }) => validToDate < now);
  if (leaf !== undefined && leaf.validToDate >= now && expired !== undefined) {
    return {
      words: `${words.CHAIN_EXPIRED}: that of ${nameOf(expired.subject)}, on ${dayOf(expired.validToDate)}`,
      advice: "Have the certificate issued again, and serve the chain that comes with it",
    };
  }
  const when = leaf === undefined ? "" : `, on ${dayOf(leaf.validToDate)}`;
  return { words: `${words.EXPIRED}${when}`, advice: "Renew it" };
};

const explainFuture: Explain = ([leaf, ...others]) => {
  const now = new Date();
  const future = others.find(({ validFromDate }) => validFromDate > now);
  const advice = "Check its dates, and the clock of this instance";
  if (leaf !== undefined && leaf.validFromDate <= now && future !== undefined) {
    return {
      words: `${words.CHAIN_NOT_YET_VALID}: that of ${nameOf(future.subject)}, before ${dayOf(future.validFromDate)}`,
      advice,
    };
  }
  const when = leaf === undefined ? "" : `, and will be on ${dayOf(leaf.validFromDate)}`;
  return { words: `${words.NOT_YET_VALID}${when}`, advice };
};

const explainNoIssuer: Explain = (chain) => {
  const last = chain.at(-1);
  if (last === undefined) {
    return { words: words.UNTRUSTED, advice: "Serve the whole chain of a public authority" };
  }
  const issuer = nameOf(last.issuer);
  return chain.length === 1
    ? {
        words: `${words.INCOMPLETE_CHAIN}: the certificate of the issuer, ${issuer}, is not sent and not known as an authority`,
        advice: `Serve the intermediate certificates too (often a file named fullchain); if this is a private authority, ${TRUST}`,
      }
    : {
        words: `${words.UNTRUSTED}: its chain ends at ${issuer}, which is not known as an authority`,
        advice: `Serve the whole chain of a public authority; if this is a private one, ${TRUST}`,
      };
};

const explainIssuer: Explain = (chain, reason) => {
  const issuer = chain.slice(1).find(({ ca }) => !ca);
  if (issuer !== undefined || reason === "invalid CA certificate") {
    const name = issuer === undefined ? "" : `: ${nameOf(issuer.subject)}`;
    return {
      words: `${words.NO_AUTHORITY}${name}`,
      advice: "Use a certificate that an authority has issued, with its chain",
    };
  }
  return {
    words: words.WRONG_PURPOSE,
    advice: "Use a certificate for server authentication",
  };
};

const explainOtherHost: Explain = ([leaf]) => {
  const names = leaf === undefined ? null : listNames(leaf);
  if (names === null) {
    return {
      words: words.NO_NAME,
      advice: "Use a certificate whose subject alternative names include the host of the URL",
    };
  }
  return {
    words: `${words.OTHER_HOST}, ${names}`,
    advice: "Check the URL, or add the host to the certificate",
  };
};

const explainWeakKey: Explain = (chain) => {
  const weak = chain.find((item) => (bitsOf(item) ?? LEAST_RSA_BITS) < LEAST_RSA_BITS);
  const bits = weak === undefined ? undefined : bitsOf(weak);
  const size = bits === undefined ? "" : ` of ${bits} bits`;
  return {
    words: `it uses ${words.WEAK_KEY}${size}`,
    advice: "Use an RSA key of at least 2048 bits, or an ECDSA key",
  };
};

const explainWeakDigest: Explain = () => ({
  words: `its certificate or one of its chain has ${words.WEAK_SIGNATURE}, such as SHA-1`,
  advice: "Have it issued again with SHA-256",
});

const explainSelfSigned: Explain = () => ({
  words: words.SELF_SIGNED,
  advice: `Use one of a public authority; ${TRUST}`,
});

const explainPrivate: Explain = (chain) => {
  const last = chain.at(-1);
  const name = last === undefined ? "" : `, ${nameOf(last.subject)}, which is not trusted`;
  return {
    words: `${words.PRIVATE_AUTHORITY}${name}`,
    advice: `Use one of a public authority; ${TRUST}`,
  };
};

const explainByCode: Readonly<Record<string, Explain>> = {
  CERT_HAS_EXPIRED: explainExpired,
  CERT_NOT_YET_VALID: explainFuture,
  DEPTH_ZERO_SELF_SIGNED_CERT: explainSelfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: explainPrivate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: explainNoIssuer,
  UNABLE_TO_GET_ISSUER_CERT: explainNoIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: explainNoIssuer,
  INVALID_CA: explainIssuer,
  INVALID_PURPOSE: explainIssuer,
  ERR_TLS_CERT_ALTNAME_INVALID: explainOtherHost,
};

/** What Node has no code for, by the words of OpenSSL. */
const explainByReason: Readonly<Record<string, Explain>> = {
  "EE certificate key too weak": explainWeakKey,
  "CA certificate key too weak": explainWeakKey,
  "CA signature digest algorithm too weak": explainWeakDigest,
};

/** Why the certificate of a server was refused, and what to do. */
export function explainCertificate(
  hostname: string,
  error: Error & { code: string },
  sent: Partial<DetailedPeerCertificate>,
): EgressError {
  const [reason = ""] = error.message.split(";", 1);
  const explain = explainByCode[error.code] ?? explainByReason[reason];
  const { words: fault, advice } = explain?.(chainOf(sent), reason) ?? {
    words: `${words.UNTRUSTED} (${reason})`,
    advice: "Have it issued again by a public authority, and serve its chain",
  };
  return new EgressError("TLS", `${hostname} could not be trusted: ${fault}. ${advice}.`, {
    cause: error,
  });
}
