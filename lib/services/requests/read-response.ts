import { KEPT_BODY_BYTES, type BrokenRule } from "@/lib/domain/run/run-evidence";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { decodeBody, toStorableText } from "@/lib/egress/body-text";
import { createMask, type SecretMask } from "@/lib/egress/secrets/secret-mask";
import { unpackBody } from "@/lib/egress/unpack-body";
import {
  judgeResponse,
  readsBody,
  type BodyFault,
  type EndpointResponse,
} from "@/lib/services/success-rules/judge-response";

/**
 * Read beyond the kept part, also where a character has three bytes, so that a secret across its end is
 * masked as a whole.
 */
const READ_ON_BYTES = 2 * KEPT_BODY_BYTES + 8_192;

/** What is read of a body that no rule reads. */
export const START_BYTES = KEPT_BODY_BYTES + READ_ON_BYTES;

/** A response as it came, and what is to be found out about it. It can be sent to another thread. */
export type ReceivedResponse = {
  rules: readonly SuccessRule[];
  head: Omit<EndpointResponse, "body">;
  body: Uint8Array;
  /** Whether the body came to its end, and all of it is here. */
  isComplete: boolean;
  /** The most bytes of the unpacked body that rules read. */
  judgedBytes: number;
  /** Whether the start of the body is asked for where no rule is broken. */
  isKept: boolean;
  /** The secrets that were sent. */
  sensitive: readonly string[];
};

export type ReadResponse = {
  broken: BrokenRule[];
  /** The first 4 KB of the body as text that can be stored; null where it isn't asked for, or unreadable. */
  start: string | null;
};

const masks = new WeakMap<readonly string[], SecretMask>();

/** The mask of a request's secrets, made once for a list. */
export function maskOf(sensitive: readonly string[]): SecretMask {
  const mask = masks.get(sensitive) ?? createMask(sensitive);
  masks.set(sensitive, mask);
  return mask;
}

/**
 * The codings that a body came in, the last first to be undone; null where it came in none. A coding of
 * the transfer was put on after that of the content (RFC 9112, section 7).
 */
export function encodingOf({ head: { headers } }: ReceivedResponse): string | null {
  const list = ["content-encoding", "transfer-encoding"]
    .flatMap((name) => headers[name] ?? [])
    .join()
    .split(",")
    .filter((coding) => !/^\s*(?:chunked|identity)?\s*$/i.test(coding));
  return list.length === 0 ? null : list.join();
}

type ReadBody = { text: string; fault: BodyFault | null } | { text: null; fault: BodyFault };

/** The first `maxBytes` of the unpacked body as text, and what keeps the rest from being read. */
function readBody(received: ReceivedResponse, maxBytes: number): ReadBody {
  const { buffer, byteOffset, byteLength } = received.body;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const unpacked = unpackBody(bytes, encodingOf(received), maxBytes);
  if (unpacked.bytes === null) return { text: null, fault: unpacked.fault };
  const fault = unpacked.fault ?? (received.isComplete ? null : "unreadable");
  const type = received.head.headers["content-type"] ?? null;
  return { text: decodeBody(unpacked.bytes, type, fault === null), fault };
}

/** The start of a body as it is kept, with secrets masked; null where there is none, or it is unreadable. */
export function readStart(received: ReceivedResponse, mask: SecretMask): string | null {
  if (received.body.length === 0) return null;
  const { text, fault } = readBody(received, START_BYTES);
  return text === null ? null : toStorableText(mask.cut(text, KEPT_BODY_BYTES, fault === null));
}

/** The head as rules read it: what a rule says of a secret, it says to everybody who may write rules. */
export const maskHead = (head: ReceivedResponse["head"], mask: SecretMask) => ({
  ...head,
  headers: Object.fromEntries(
    Object.entries(head.headers).map(([name, value]) => [
      mask.text(name),
      typeof value === "string" ? mask.text(value) : value?.map(mask.text),
    ]),
  ),
});

function judgedBody(received: ReceivedResponse, mask: SecretMask): EndpointResponse["body"] {
  if (!received.rules.some(readsBody)) return { text: "" };
  const { text, fault } = readBody(received, received.judgedBytes);
  return fault === null ? { text: mask.text(text) } : { fault };
}

/**
 * Judges a response, with secrets masked, by its rules, and reads the start of its body where that is
 * asked for or a rule is broken. It ends soon after `deadlineMs` of the monotonic clock, with a fault for
 * what was not judged.
 */
export function readResponse(received: ReceivedResponse, deadlineMs: number): ReadResponse {
  const { rules, head, isKept, sensitive } = received;
  if (rules.length === 0 && !isKept) return { broken: [], start: null };
  const mask = maskOf(sensitive);
  const judge = () => {
    const response = { ...maskHead(head, mask), body: judgedBody(received, mask) };
    return judgeResponse(rules, response, deadlineMs);
  };
  const broken = rules.length === 0 ? [] : judge();
  return { broken, start: isKept || broken.length > 0 ? readStart(received, mask) : null };
}
