import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { stringifyExactJson } from "@/lib/domain/json/exact-json";
import { readChangeTerms, type ChangeAbilities } from "@/lib/http/change-terms";
import { readBody } from "@/lib/http/read-json";
import { withoutTrace, type ServiceContext } from "@/lib/services/context";
import { runOnce, type KeptResponse } from "@/lib/services/idempotency/run-once";
import { Rehearsal } from "@/lib/services/rehearsal";

type Handle = (context: ServiceContext, request: Request) => Promise<Response>;

/** Headers that are of the exchange, and not of the response. */
const UNKEPT_HEADERS = new Set(["x-request-id", "ratelimit", "ratelimit-policy"]);

async function toKept(response: Response): Promise<KeptResponse> {
  const body = response.body === null ? null : await response.text();
  const headers = [...response.headers].filter(([name]) => !UNKEPT_HEADERS.has(name));
  return { status: response.status, headers, body };
}

/** The most bytes of a body that is compared: no handler reads more. */
const MAX_COMPARED_BYTES = 8 * 1_048_576;

const isKept = (status: number) => status < 500 && status !== 429;

/** Does all that the verb does, shows what it changes, and leaves no trace. */
async function rehearse(
  context: ServiceContext,
  request: Request,
  handle: Handle,
): Promise<Response> {
  const rehearsal = new Rehearsal();
  await withoutTrace({ ...context, rehearsal }, (within) => handle(within, request));
  const preview = rehearsal.toDto();
  if (preview === null) {
    throw new ValidationError([describeProblem({ path: "dry_run", code: "dry_run_unsupported" })]);
  }
  return new Response(stringifyExactJson(preview), {
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store" },
  });
}

/**
 * Handles a request that changes something on the terms of its caller: only where a version is current,
 * once for an idempotency key, or not at all. `toProblem` makes the response of an error.
 * @throws as the verb does, and `readChangeTerms`, and `runOnce`.
 */
export async function makeChange(
  context: ServiceContext,
  request: Request,
  {
    abilities,
    handle,
    toProblem,
  }: { abilities: ChangeAbilities; handle: Handle; toProblem: (error: unknown) => Response },
): Promise<Response> {
  const { idempotencyKey, precondition, isDryRun } = readChangeTerms(request, abilities);
  const onTerms = precondition === undefined ? context : { ...context, precondition };
  if (isDryRun) return rehearse(onTerms, request, handle);
  if (idempotencyKey === null) return handle(onTerms, request);

  const body = await readBody(request, MAX_COMPARED_BYTES);
  const { pathname, search } = new URL(request.url);
  const { method, headers } = request;
  const again = new Request(request.url, {
    method,
    headers,
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const { response, isReplayed } = await runOnce(
    onTerms,
    {
      key: idempotencyKey,
      parts: [method, pathname + search, body],
      isAtomic: abilities.isAtomic === true,
    },
    {
      carryOut: async (within) => toKept(await handle(within, again)),
      toKept: async (error) => {
        const problem = toProblem(error);
        return isKept(problem.status) ? toKept(problem) : null;
      },
    },
  );
  const answer = new Response(response.body, response);
  if (isReplayed) answer.headers.set("Idempotency-Replayed", "true");
  return answer;
}
