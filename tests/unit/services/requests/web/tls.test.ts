import tls from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findErrorDetail, type ErrorDetail } from "@/lib/domain/run/error-details";
import { tlsCertificates } from "@/tests/support/web/tls-certificates";
import { withTlsServer, type TlsCase } from "@/tests/support/web/tls-servers";
import { runWebCase } from "@/tests/support/web/web-cases";

const HOST = "service.example.com";

const systemAuthorities = tls.getCACertificates("default");
beforeAll(() => {
  tls.setDefaultCACertificates([...systemAuthorities, tlsCertificates.root]);
});
afterAll(() => {
  tls.setDefaultCACertificates(systemAuthorities);
});

const run = (given: TlsCase, host = HOST) =>
  withTlsServer(given, (port) =>
    runWebCase({ origin: `https://${host}:${port}` }, { name: "a", path: "/", expected: [] }),
  );

const alert = (number: number, level = 2) =>
  `\x15\x03\x03\x00\x02${String.fromCharCode(level, number)}`;

type Refused = TlsCase & {
  name: string;
  detail: ErrorDetail;
  /** Patterns that all must be found in the message. */
  message: readonly (string | RegExp)[];
  host?: string;
};

const certificates: readonly Refused[] = [
  {
    name: "an expired certificate",
    chain: ["expired", "intermediate"],
    detail: "TLS_EXPIRED",
    message: ["expired, on 2021-03-04", "Renew it"],
  },
  {
    name: "an expired certificate without its chain",
    chain: ["expired"],
    detail: "TLS_EXPIRED",
    message: ["expired, on 2021-03-04"],
  },
  {
    name: "an expired intermediate",
    chain: ["underOld", "oldIntermediate"],
    detail: "TLS_CHAIN_EXPIRED",
    message: ["Old Intermediate", "2021-03-04"],
  },
  {
    name: "a certificate that begins later",
    chain: ["future", "intermediate"],
    detail: "TLS_NOT_YET_VALID",
    message: ["not valid yet", "2100-01-01"],
  },
  {
    name: "an intermediate that begins later",
    chain: ["underNew", "newIntermediate"],
    detail: "TLS_CHAIN_NOT_YET_VALID",
    message: ["New Intermediate", "2100-01-01"],
  },
  {
    name: "a certificate that signs itself",
    chain: ["selfSigned"],
    detail: "TLS_SELF_SIGNED",
    message: ["self-signed"],
  },
  {
    name: "a missing intermediate",
    chain: ["leaf"],
    detail: "TLS_INCOMPLETE_CHAIN",
    message: ["chain", "Test Intermediate", "intermediate certificates"],
  },
  {
    name: "a private authority that isn't sent",
    chain: ["private"],
    detail: "TLS_INCOMPLETE_CHAIN",
    message: ["Private Root", "EGRESS_CA_FILE"],
  },
  {
    name: "a private authority that is sent",
    chain: ["private", "privateRoot"],
    detail: "TLS_PRIVATE_AUTHORITY",
    message: ["Private Root", "EGRESS_CA_FILE"],
  },
  {
    name: "a chain to an authority that nobody knows",
    chain: ["deepPrivate", "privateIntermediate"],
    detail: "TLS_UNTRUSTED",
    message: ["Private Root", "not known as an authority"],
  },
  {
    name: "an issuer that is no authority",
    chain: ["leafOfLeaf", "notAuthority", "intermediate"],
    detail: "TLS_NO_AUTHORITY",
    message: ["issuer.example.com", "authority"],
  },
  {
    name: "a certificate for clients",
    chain: ["clientOnly", "intermediate"],
    detail: "TLS_WRONG_PURPOSE",
    message: ["not meant for servers"],
  },
  {
    name: "the certificate of other hosts",
    chain: ["otherHosts", "intermediate"],
    detail: "TLS_OTHER_HOST",
    message: ['"a.example.com", "b.example.com", "*.c.example.com" and 2 more'],
  },
  {
    name: "another common name and no other names",
    chain: ["commonName", "intermediate"],
    detail: "TLS_OTHER_HOST",
    message: ['"other.example.com"'],
  },
  {
    name: "a certificate for a name, called by its address",
    host: "127.0.0.1",
    detail: "TLS_OTHER_HOST",
    message: [`"${HOST}"`],
  },
  {
    name: "a certificate without a name",
    chain: ["noName", "intermediate"],
    detail: "TLS_NO_NAME",
    message: ["names no host"],
  },
  {
    name: "a key of 1024 bits",
    chain: ["short", "intermediate"],
    key: "short",
    options: { ciphers: "DEFAULT@SECLEVEL=0" },
    detail: "TLS_WEAK_KEY",
    message: ["key of 1024 bits"],
  },
  {
    name: "a signature with SHA-1",
    chain: ["sha1", "intermediate"],
    options: { ciphers: "DEFAULT@SECLEVEL=0" },
    detail: "TLS_WEAK_SIGNATURE",
    message: ["SHA-1", "SHA-256"],
  },
  {
    name: "an extension that must be understood",
    chain: ["critical", "intermediate"],
    detail: "TLS_UNTRUSTED",
    message: ["unhandled critical extension"],
  },
  {
    name: "an authority for other hosts only",
    chain: ["outside", "constrained"],
    detail: "TLS_UNTRUSTED",
    message: ["permitted subtree violation"],
  },
];

/** 1024 bits. */
const smallGroup = `-----BEGIN DH PARAMETERS-----
MIGHAoGBANgNW6Rcp4YhPQ/RuVdTjKBDGPjazhSFn4wihwb38d6UjR4/O/K6+cJA
TfZPgbCDb4I85xhAQL7rHrtHakq0KmCb6eF2oA7RVS/9DS8X8hRoSVlBD6Ij36Ho
0xBdvR92B3+GGiv/QRXh1doR2QQckpma9wJ2TIAs7wq20kOHGrIXAgEC
-----END DH PARAMETERS-----
`;

const rsa = { chain: ["rsa", "intermediate"], key: "rsa" } as const;

/** A handshake record with a ServerHello that chooses TLS 1.1 and a cipher of old. */
const helloOfTls11 = `\x16\x03\x02\x00\x2a\x02\x00\x00\x26\x03\x02${"r".repeat(32)}\x00\xc0\x13\x00`;

const handshakes: readonly Refused[] = [
  {
    name: "a server of TLS 1.1",
    ...rsa,
    options: { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
    detail: "TLS_VERSION",
    message: ["protocol_version, 70", "TLS 1.2"],
  },
  {
    name: "a server that chooses TLS 1.1",
    bytes: helloOfTls11,
    detail: "TLS_VERSION",
    message: ["unsupported protocol"],
  },
  {
    name: "a server with ciphers of old only",
    ...rsa,
    options: { maxVersion: "TLSv1.2", ciphers: "NULL-SHA256:@SECLEVEL=0" },
    detail: "TLS_CIPHER",
    message: ["cipher", "handshake_failure, 40"],
  },
  {
    name: "a server with another curve only",
    options: { ecdhCurve: "brainpoolP256r1", maxVersion: "TLSv1.2" },
    detail: "TLS_CIPHER",
    message: ["in common"],
  },
  {
    name: "a small Diffie-Hellman group",
    ...rsa,
    options: {
      maxVersion: "TLSv1.2",
      ciphers: "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0",
      dhparam: smallGroup,
    },
    detail: "TLS_WEAK_DH",
    message: ["Diffie-Hellman", "too small"],
  },
  {
    name: "a server of HTTP/2 only",
    options: { ALPNProtocols: ["h2"] },
    detail: "TLS_HTTP2_ONLY",
    message: ["no_application_protocol, 120", "h2"],
  },
  {
    name: "a client certificate, asked for in TLS 1.3",
    options: { requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.3" },
    detail: "TLS_CLIENT_CERTIFICATE",
    message: ["certificate_required, 116"],
  },
  {
    name: "a client certificate, asked for in TLS 1.2",
    options: { requestCert: true, rejectUnauthorized: true, maxVersion: "TLSv1.2" },
    detail: "TLS_CLIENT_CERTIFICATE",
    message: ["handshake_failure, 40", "after its own certificate"],
  },
  {
    name: "a name that the server refuses by closing",
    options: {
      SNICallback: (_name, callback) => {
        callback(new Error("unknown"));
      },
    },
    detail: "TLS_CLOSED",
    message: ["closed the connection"],
  },
  {
    name: "close_notify",
    bytes: alert(0, 1),
    detail: "TLS_CLOSED",
    message: ["closed the connection during the TLS handshake"],
  },
  {
    name: "a server that warns of the name and leaves",
    bytes: alert(112, 1),
    detail: "TLS_CLOSED",
    message: ["closed the connection"],
  },
  {
    name: "a server that closes at the first message",
    bytes: "",
    detail: "TLS_CLOSED",
    message: ["closed the connection"],
  },
  {
    name: "a server that resets at the first message",
    isReset: true,
    detail: "TLS_CLOSED",
    message: ["reset the connection"],
  },
  {
    name: "half a message",
    bytes: "\x16\x03\x03\x00\x40\x02",
    detail: "TLS_CLOSED",
    message: ["closed the connection"],
  },
  {
    name: "a message out of turn",
    bytes: "\x16\x03\x03\x00\x04\x0e\x00\x00\x00",
    detail: "TLS_HANDSHAKE",
    message: ["unexpected message"],
  },
  ...[
    ["an error page of HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", false],
    ["a page without a head", "<html><body>hello</body></html>", false],
    ["SSH", "SSH-2.0-OpenSSH_9.6\r\n", true],
    ["SMTP", "220 mail.example.com ESMTP\r\n", true],
    ["FTP", "220 (vsFTPd 3.0.5)\r\n", true],
    ["IMAP", "* OK IMAP4rev1 ready\r\n", true],
    ["POP3", "+OK ready\r\n", true],
    ["Redis", "-ERR unknown command\r\n", false],
    ["MySQL", "\x4a\x00\x00\x00\x0a8.0.36\x00\x08\x00\x00\x00", true],
    ["HTTP/2 without TLS", "\x00\x00\x12\x04\x00\x00\x00\x00\x00", true],
  ].map(([name, bytes, isFirst]): Refused => ({
    name: `a port of ${String(name)}`,
    bytes: String(bytes),
    isFirst: isFirst === true,
    detail: "TLS_NOT_TLS",
    message: ["not TLS", "plain HTTP", "http://"],
  })),
];

const alerts: readonly [number: number, name: string, detail: ErrorDetail][] = [
  [10, "unexpected_message", "TLS_ALERT"],
  [20, "bad_record_mac", "TLS_ALERT"],
  [21, "decryption_failed", "TLS_ALERT"],
  [22, "record_overflow", "TLS_ALERT"],
  [30, "decompression_failure", "TLS_ALERT"],
  [40, "handshake_failure", "TLS_CIPHER"],
  [41, "no_certificate", "TLS_CLIENT_CERTIFICATE"],
  [42, "bad_certificate", "TLS_CLIENT_CERTIFICATE"],
  [43, "unsupported_certificate", "TLS_CLIENT_CERTIFICATE"],
  [44, "certificate_revoked", "TLS_CLIENT_CERTIFICATE"],
  [45, "certificate_expired", "TLS_CLIENT_CERTIFICATE"],
  [46, "certificate_unknown", "TLS_CLIENT_CERTIFICATE"],
  [47, "illegal_parameter", "TLS_ALERT"],
  [48, "unknown_ca", "TLS_CLIENT_CERTIFICATE"],
  [49, "access_denied", "TLS_ACCESS_DENIED"],
  [50, "decode_error", "TLS_ALERT"],
  [51, "decrypt_error", "TLS_ALERT"],
  [60, "export_restriction", "TLS_ALERT"],
  [70, "protocol_version", "TLS_VERSION"],
  [71, "insufficient_security", "TLS_MORE_SECURITY"],
  [80, "internal_error", "TLS_ALERT"],
  [86, "inappropriate_fallback", "TLS_VERSION"],
  [90, "user_canceled", "TLS_ALERT"],
  [100, "no_renegotiation", "TLS_ALERT"],
  [109, "missing_extension", "TLS_ALERT"],
  [110, "unsupported_extension", "TLS_ALERT"],
  [111, "certificate_unobtainable", "TLS_ALERT"],
  [112, "unrecognized_name", "TLS_NAME_REFUSED"],
  [113, "bad_certificate_status_response", "TLS_ALERT"],
  [114, "bad_certificate_hash_value", "TLS_ALERT"],
  [115, "unknown_psk_identity", "TLS_ALERT"],
  [116, "certificate_required", "TLS_CLIENT_CERTIFICATE"],
  [120, "no_application_protocol", "TLS_HTTP2_ONLY"],
];

describe("TLS", () => {
  test.each<[string, TlsCase]>([
    ["a good certificate with its intermediate", {}],
    ["a chain with the root", { chain: ["leaf", "intermediate", "root"] }],
    ["a chain out of order", { chain: ["leaf", "root", "intermediate"] }],
    ["TLS 1.2", { options: { maxVersion: "TLSv1.2" } }],
    ["a server that has no ALPN", { ...rsa }],
    ["a server that prefers h2", { options: { ALPNProtocols: ["h2", "http/1.1"] } }],
    [
      "a client certificate that is asked for and not required",
      { options: { requestCert: true, rejectUnauthorized: false } },
    ],
  ])("%s is accepted", async (_name, given) => {
    expect(await run(given)).toMatchObject({ status: "SUCCESS", httpStatus: 200 });
  });

  test.each([...certificates, ...handshakes].map((given) => [given.name, given] as const))(
    "%s is a failure that is named",
    async (_name, { detail, message, host, ...given }) => {
      const result = await run(given, host);
      expect(result).toMatchObject({ status: "FAIL", errorCode: "TLS", httpStatus: null });
      for (const part of message) expect(result.errorMessage).toMatch(part);
      expect(findErrorDetail("TLS", result.errorMessage)).toBe(detail);
      if (!detail.endsWith("NOT_TLS")) expect(result.errorMessage).not.toContain("HTTP port");
      expect(result.errorMessage).toMatch(/^.{20,400}\.$/);
    },
  );

  test.each(alerts)("the alert %i is named %s", async (number, name, detail) => {
    const result = await run({ bytes: alert(number) });
    expect(result).toMatchObject({ status: "FAIL", errorCode: "TLS" });
    expect(result.errorMessage).toMatch(new RegExp(`${name}(?:, | \\()${number}\\)`));
    expect(findErrorDetail("TLS", result.errorMessage)).toBe(detail);
  });

  test("a port of HTTPS that is called as HTTP says so", async () => {
    const result = await withTlsServer({}, (port) =>
      runWebCase({ origin: `http://${HOST}:${port}` }, { name: "a", path: "/", expected: [] }),
    );
    expect(result).toMatchObject({ status: "FAIL", errorCode: "PROTOCOL" });
    expect(result.errorMessage).toContain("https://");
  });

  test("an alert that no standard knows ends the run, too", async () => {
    expect(await run({ bytes: alert(200) })).toMatchObject({ status: "FAIL", errorCode: "TLS" });
  });

  test("names in a certificate are quoted short, and are no words of ours", () => {
    const message =
      'a.example could not be trusted: its certificate is for another host, "its certificate has expired".';
    expect(findErrorDetail("TLS", message)).toBe("TLS_OTHER_HOST");
  });
});
