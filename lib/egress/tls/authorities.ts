import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import tls from "node:tls";

/** Certificates of authorities that this instance trusts beside the public ones, as PEM. */
export type Authorities = readonly string[];

const PEM =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new Error(`${path} can't be read (${code}). Set it to a file of certificates in PEM`, {
      cause: error,
    });
  }
}

/**
 * The certificates in the file of `EGRESS_CA_FILE`; none without a path.
 * @throws {Error} saying what is wrong, where the file can't be read, holds no certificate, or holds one that is no authority.
 */
export function readAuthorities(path: string | undefined): Authorities {
  if (path === undefined) return [];
  const found = readText(path).match(PEM) ?? [];
  if (found.length === 0) {
    throw new Error(
      `${path} holds no certificate in PEM. It must have blocks that begin with -----BEGIN CERTIFICATE-----`,
    );
  }
  for (const [index, pem] of found.entries()) {
    let certificate: X509Certificate;
    try {
      certificate = new X509Certificate(pem);
    } catch (error) {
      throw new Error(`${path}: certificate ${index + 1} can't be read. Copy it again`, {
        cause: error,
      });
    }
    const isOwn = certificate.subject === certificate.issuer;
    if (!certificate.ca && !isOwn) {
      throw new Error(
        `${path}: certificate ${index + 1} (${certificate.subject.replaceAll("\n", ", ")}) is no authority. Use the certificate that issued it`,
      );
    }
  }
  return found;
}

/** How many there are, and which of them have expired. */
export function describeAuthorities(authorities: Authorities, now: Date) {
  const expired = authorities
    .map((pem) => new X509Certificate(pem))
    .filter(({ validToDate }) => validToDate < now)
    .map(({ subject }) => subject.replaceAll("\n", ", "));
  return { count: authorities.length, expired };
}

const contexts = new WeakMap<Authorities, tls.SecureContext>();

/** Node's own authorities and more, for `tls.connect`. Made once for a list: parsing takes milliseconds. */
export function trustOf(authorities: Authorities): tls.ConnectionOptions {
  if (authorities.length === 0) return {};
  const secureContext =
    contexts.get(authorities) ??
    tls.createSecureContext({ ca: [...tls.getCACertificates("default"), ...authorities] });
  contexts.set(authorities, secureContext);
  return { secureContext };
}
