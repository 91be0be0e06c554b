import { errorDetails } from "@/lib/domain/run/error-details";
import { EgressError } from "@/lib/egress/egress-error";

const { PROTOCOL: protocol, TOO_LARGE: tooLarge } = errorDetails;

const FIX_ENDPOINT = "Correct the endpoint, or the proxy in front of it.";

/** An error of a response that breaks HTTP. `{quote}` in the message stands for the endpoint's own text. */
const protocolError = (message: string, quote?: string) =>
  new EgressError("PROTOCOL", message, quote === undefined ? {} : { quote });

/** @param at where it is, such as `line 3`. */
export const malformedField = (at: string, reason: string, quote: string) =>
  protocolError(
    `The response ${protocol.FIELD} in ${at}: {quote} ${reason}. ${FIX_ENDPOINT}`,
    quote,
  );

export const malformedStatusLine = (quote: string) =>
  protocolError(
    `The response ${protocol.STATUS_LINE}: {quote} isn't HTTP/1.1 and a status of three digits. ${FIX_ENDPOINT}`,
    quote,
  );

export const loneReturns = (quote: string) =>
  protocolError(
    `The response ${protocol.STATUS_LINE}: its lines end in CR without LF, and should end in CRLF. It begins with {quote}. ${FIX_ENDPOINT}`,
    quote,
  );

export const unknownVersion = (quote: string) =>
  protocolError(
    `The response ${protocol.VERSION}: {quote}. OpsPulse speaks HTTP/1.1. Point the routine at a port that does.`,
    quote,
  );

export const malformedLength = (at: string, quote: string) =>
  protocolError(
    `The response ${protocol.LENGTH} in ${at}: {quote} isn't a number of bytes. ${FIX_ENDPOINT}`,
    quote,
  );

export const conflictingLengths = (at: string, quote: string) =>
  protocolError(
    `The response ${protocol.LENGTHS}: its Content-Length, in ${at}, is {quote}. Which of them is right can't be known. ${FIX_ENDPOINT}`,
    quote,
  );

export const unreadableCoding = (at: string, quote: string) =>
  protocolError(
    `The response ${protocol.CODING}, in ${at}: {quote}. Only chunked is asked for. ${FIX_ENDPOINT}`,
    quote,
  );

/** @param index the chunk's number, from 1. */
export const malformedChunk = (index: number, reason: string, quote: string) =>
  new EgressError(
    "PROTOCOL",
    `The response ${protocol.CHUNK}: chunk ${index} ${reason} {quote}. ${FIX_ENDPOINT}`,
    { quote, isQuoteCut: true },
  );

export const switchedProtocols = () =>
  protocolError(
    `The endpoint responded with 101 and ${protocol.SWITCH}. Point the routine at a URL that responds to plain HTTP requests, not at a WebSocket.`,
  );

export const tooManyInterim = (limit: number) =>
  protocolError(
    `The endpoint sent more than ${limit} ${protocol.INTERIM}. Check its logs, and the proxies in front of it.`,
  );

export const noResponse = (cause?: unknown) =>
  new EgressError(
    "PROTOCOL",
    `The endpoint ${protocol.NOTHING}. Check its logs, that it is not overloaded or just restarting, and that the URL begins with https:// if the port is for HTTPS.`,
    { cause },
  );

/** @param where such as `within its headers`. */
export const cutShort = (where: string, cause?: unknown) =>
  new EgressError(
    "PROTOCOL",
    `The ${protocol.CUT}: the connection was ${cause === undefined ? "closed" : "reset"} ${where}. Check the logs of the endpoint, and the time limits of the proxies in front of it.`,
    { cause },
  );

export const headTooLarge = (limit: number) =>
  new EgressError(
    "TOO_LARGE",
    `The response has more than ${limit} ${tooLarge.HEADERS}. Make the endpoint send fewer.`,
  );

export const bodyTooLarge = (limit: number) =>
  new EgressError(
    "TOO_LARGE",
    `The response is longer than ${limit} bytes. Point the routine at an endpoint with a short response, or use HEAD.`,
  );
