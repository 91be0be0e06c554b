import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunResult } from "@/db/queries/record-runs";
import { checkRequest } from "@/lib/domain/routine/routine";
import type { HttpMethod } from "@/lib/domain/routine/routine-options";
import { nextRetryAt } from "@/lib/domain/slots/retry-policy";
import { HOUR_MS } from "@/lib/domain/time-units";
import { parseAllowList } from "@/lib/egress/address-policy";
import { ConnectionPool } from "@/lib/egress/connection-pool";
import type { ConnectionPolicy } from "@/lib/egress/open-connection";
import type { SchedulerContext } from "@/lib/services/context";
import { sendRoutineRequest } from "@/lib/services/requests/send-routine-request";
import { toRoutineColumns } from "@/lib/services/routines/routine-dto";
import {
  startByteServer,
  type ByteServer,
  type Part,
  type SeenRequest,
  type Turns,
} from "@/tests/support/web/byte-server";

/** The right result of a run. Patterns are read with case aside; all must be found. */
export type WebResult = {
  status: "SUCCESS" | "FAIL";
  error_code?: RunResult["errorCode"];
  http_status?: number;
  message?: readonly string[];
  message_not?: readonly string[];
  /** A pattern for the kept body. */
  kept?: string;
  /** Whether a first attempt of three is followed by another, where the next slot is an hour away. */
  will_retry?: boolean;
  /** The longest duration that is recorded, in milliseconds. */
  max_ms?: number;
  /** What the server got with the last request. */
  seen?: Partial<SeenRequest>;
};

/** A server that is met in the wild, what a routine asks of it, and the results that are right. */
export type WebCase = {
  name: string;
  /** What is sent to a request; `turns` where later requests of a socket are answered otherwise. */
  answer?: readonly Part[];
  turns?: Turns;
  /** Default: the path of this answer. */
  path?: string;
  method?: HttpMethod;
  body?: string;
  headers?: Record<string, string>;
  follow?: boolean;
  timeoutSeconds?: number;
  rules?: readonly unknown[];
  /** Runs in a row that must all end so, with a pause between them, in milliseconds. */
  runs?: number;
  pause?: readonly [least: number, most: number];
  expected: WebResult | readonly WebResult[];
};

/** A whole 200 with these fields and this body; the head is its first part. */
export const respondWithBytes = (fields: readonly string[], body: Buffer): readonly Part[] => [
  [
    "HTTP/1.1 200 OK",
    ...fields,
    `Content-Length: ${body.length}`,
    "Connection: close\r\n\r\n",
  ].join("\r\n"),
  { hex: body.toString("hex") },
];

const workspaceId = "5d3c8a52-57d0-4d43-9a4e-6f0f25b2a1b7";

/** What a request without secrets needs of the context, which is no database. */
const contextFor = (pool: ConnectionPool, egress: Partial<ConnectionPolicy>) =>
  ({
    egress: {
      allow: parseAllowList("127.0.0.1/32"),
      ownHosts: [],
      resolve: async () => ["127.0.0.1"],
      pool,
      ...egress,
    },
  }) as unknown as SchedulerContext;

const slug = (name: string) => `/${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;

const findAll = (text: string, patterns: readonly string[] = []) =>
  patterns.every((pattern) => new RegExp(pattern, "i").test(text));

function willRetry({ errorCode, httpStatus, retryAfterSeconds }: RunResult): boolean {
  const finishedAt = new Date();
  const retryAt = nextRetryAt({
    runId: workspaceId,
    attempt: 1,
    maxAttempts: 3,
    errorCode,
    httpStatus,
    retryAfterSeconds,
    finishedAt,
    nextSlot: new Date(finishedAt.getTime() + HOUR_MS),
  });
  return retryAt !== null;
}

function isAsExpected(run: RunResult, seen: SeenRequest | undefined, right: WebResult): boolean {
  const message = run.errorMessage ?? "";
  return (
    run.status === right.status &&
    (right.error_code === undefined || run.errorCode === right.error_code) &&
    (right.http_status === undefined || run.httpStatus === right.http_status) &&
    findAll(message, right.message) &&
    !(right.message_not ?? []).some((pattern) => findAll(message, [pattern])) &&
    (right.will_retry === undefined || right.will_retry === willRetry(run)) &&
    (right.max_ms === undefined || run.durationMs <= right.max_ms) &&
    (right.kept === undefined || findAll(run.evidence.response_body ?? "", [right.kept])) &&
    Object.entries(right.seen ?? {}).every(
      ([field, value]) => seen?.[field as keyof SeenRequest] === value,
    )
  );
}

/** The result of a routine's request as it is recorded. `egress` replaces rules of outbound requests. */
export async function runWebCase(
  server: Pick<ByteServer, "origin">,
  given: WebCase,
  pool = new ConnectionPool(),
  egress: Partial<ConnectionPolicy> = {},
): Promise<RunResult> {
  const checked = checkRequest(
    {
      endpoint_url: `${server.origin}${given.path ?? slug(given.name)}`,
      http_method: given.method ?? "GET",
      headers_json: given.headers ?? {},
      body: given.body ?? null,
      follow_redirects: given.follow ?? false,
      timeout_seconds: given.timeoutSeconds ?? 5,
      success_rules: given.rules ?? [],
    },
    { minIntervalMinutes: 1, maxTimeoutSeconds: 30, defaultTimeoutSeconds: 8 },
  );
  if (!checked.ok) throw new Error(`${given.name} can't be saved: ${JSON.stringify(checked)}`);
  const columns = toRoutineColumns(checked.value);
  const id = crypto.randomUUID();
  return sendRoutineRequest(
    contextFor(pool, egress),
    { ...columns, workspaceId, keepBody: "ALWAYS" },
    { id, headers: { "Idempotency-Key": id, "OpsPulse-Attempt": "1" } },
    checked.value.timeout_seconds * 1_000,
  );
}

/** One test a case, against one server for all of them. */
export function testWebCases(cases: readonly WebCase[]): void {
  let server: ByteServer;
  beforeAll(async () => {
    server = await startByteServer({
      "/plain": [
        [
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nok",
        ],
      ],
      ...Object.fromEntries(
        cases.map(({ name, answer, turns }) => [slug(name), turns ?? [answer ?? []]]),
      ),
    });
  });
  afterAll(() => server.close());

  test.each(cases.map((given) => [given.name, given] as const))("%s", async (_name, given) => {
    const pool = new ConnectionPool();
    const rights = [given.expected].flat();
    const [least, most] = given.pause ?? [0, 0];
    for (let round = 0; round < (given.runs ?? 1); round += 1) {
      if (round > 0) await sleep(least + ((most - least) * (round % 5)) / 4);
      const before = server.seen.length;
      const run = await runWebCase(server, given, pool);
      const seen = server.seen.slice(before).at(-1);
      const shown = { ...run, seen };
      expect(
        rights.some((right) => isAsExpected(run, seen, right)),
        `run ${round + 1} ended as ${JSON.stringify(shown, null, 1)}`,
      ).toBe(true);
    }
  });
}
