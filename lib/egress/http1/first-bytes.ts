import { errorDetails } from "@/lib/domain/run/error-details";
import { EgressError } from "@/lib/egress/egress-error";

const { PROTOCOL: protocol } = errorDetails;

type Stranger = { looks: RegExp; words: string; advice: string };

const CHECK_PORT = "Check the port of the URL";

/** What is met on ports that don't speak HTTP, by its first bytes in Latin-1; the first that fits counts. */
const strangers: readonly Stranger[] = [
  { looks: /^SSH-/, words: protocol.SSH, advice: CHECK_PORT },
  // SMTP (RFC 5321) and FTP (RFC 959) greet with 220, and refuse with 421 or 5xx.
  {
    looks: /^(?:220|421|5\d\d)[ -]|^(?:\+OK|\* OK|\* BYE)\b/,
    words: protocol.MAIL,
    advice: CHECK_PORT,
  },
  // A record of TLS (RFC 8446, section 5.1): an alert or a handshake, of version 3.x.
  {
    looks: /^[\x14-\x17]\x03[\0-\x04]/,
    words: protocol.TLS,
    advice: "Use https:// in the URL",
  },
  // A preface, or a frame of SETTINGS or GOAWAY on stream 0 (RFC 9113, section 3.4).
  {
    looks: /^PRI \* HTTP\/2|^\0[\s\S]{2}[\x04\x07][\s\S]?(?:\0{4}|\0{0,3}$)/,
    words: protocol.HTTP2,
    advice: "Let it speak HTTP/1.1 as well, or use the port that does",
  },
];

/** The error of a response that doesn't begin like HTTP, in the words of what it looks like. */
export function notHttp(start: string): EgressError {
  const found = strangers.find(({ looks }) => looks.test(start));
  const isMarkup = /^\s*</.test(start);
  const words = found?.words ?? protocol.NOT_HTTP;
  const advice =
    found?.advice ??
    (isMarkup
      ? "It sends a page without a status line: correct the endpoint"
      : "Check the port of the URL, and that the endpoint sends a status line first");
  return new EgressError(
    "PROTOCOL",
    `The endpoint ${words}: its first bytes are {quote}, and an HTTP response begins with "HTTP/1.1". ${advice}.`,
    { quote: start, isQuoteCut: true },
  );
}
