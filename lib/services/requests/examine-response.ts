import {
  encodingOf,
  maskHead,
  maskOf,
  readResponse,
  readStart,
  type ReadResponse,
  type ReceivedResponse,
} from "@/lib/services/requests/read-response";
import { runAside } from "@/lib/services/side-threads/run-aside";
import {
  isPattern,
  JUDGING_MS,
  judgeResponse,
  readsBody,
  type EndpointResponse,
} from "@/lib/services/success-rules/judge-response";

/** The longest body that rules without a pattern are judged on at once: 3 ms for the most wasteful JSON. */
const LIGHT_BYTES = 12_288;

/** The rules that a response breaks whose body is not read. No pattern is matched. */
const judgeHead = ({ rules, head, sensitive }: ReceivedResponse, body: EndpointResponse["body"]) =>
  judgeResponse(rules, { ...maskHead(head, maskOf(sensitive)), body }, -Infinity);

/** Whether it is certain, before anything is read, that reading takes a few milliseconds at most. */
function isLight(received: ReceivedResponse): boolean {
  const { rules, body, isKept } = received;
  const isPacked = encodingOf(received) !== null && body.length > 0;
  if (rules.some(isPattern)) return false;
  if (rules.some(readsBody)) return !isPacked && body.length <= LIGHT_BYTES;
  return !isPacked || (!isKept && judgeHead(received, { text: "" }).length === 0);
}

/** The result where the body took too much: its rules are broken, and the others are judged as ever. */
function withoutBody(received: ReceivedResponse): ReadResponse {
  const isPlain = encodingOf(received) === null;
  return {
    broken: judgeHead(received, { fault: "too_costly" }),
    start: isPlain ? readStart(received, maskOf(received.sensitive)) : null,
  };
}

/**
 * Judges a response by its rules, and reads the start of its body, as `readResponse` does. What may take
 * long is done in a side thread, within 250 ms after at most `waitMs`; a rule that can't be judged in
 * that time is broken.
 */
export async function examineResponse(
  received: ReceivedResponse,
  { workspaceId, waitMs }: { workspaceId: string; waitMs: number },
): Promise<ReadResponse> {
  if (isLight(received)) return readResponse(received, Infinity);
  // A copy, because a view takes all of its memory along.
  const input = { ...received, body: new Uint8Array(received.body) };
  const bounds = { workspaceId, budgetMs: JUDGING_MS, waitMs };
  const outcome = await runAside("readResponse", input, bounds);
  return outcome.kind === "DONE" ? outcome.value : withoutBody(received);
}
