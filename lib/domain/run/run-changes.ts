import type { RunDetailDto } from "@/lib/domain/run/run";
import type { RedirectHop } from "@/lib/domain/run/run-evidence";
import { listPhases, type RunPhaseName } from "@/lib/domain/run/run-phases";
import { wordsOf } from "@/lib/domain/word-list";

/** A difference between a run (`after`) and the last good run (`before`). */
export type RunChange =
  /** `after` is null where no response came. */
  | { kind: "status"; before: number; after: number | null }
  | { kind: "redirects"; before: RedirectHop[]; after: RedirectHop[] }
  | { kind: "address"; before: string; after: string }
  /** The certificate's expiry; null where there was no TLS. */
  | { kind: "certificate"; before: string | null; after: string | null }
  | { kind: "header_added"; name: string; after: string }
  | { kind: "header_removed"; name: string; before: string }
  | { kind: "header_changed"; name: string; before: string; after: string }
  /** Milliseconds of a phase or of the whole run. */
  | { kind: "duration"; phase: RunPhaseName | "total"; before: number; after: number };

/** Smaller differences are noise, whatever their ratio. */
const NOTABLE_MS = 100;
const NOTABLE_RATIO = 2;

/** Headers that differ between two responses of an endpoint that has not changed. */
const volatileHeaders: ReadonlySet<string> = new Set([
  // Clocks.
  ...wordsOf("age date expires server-timing x-runtime x-response-time"),
  // Versions of a body, which is compared itself.
  ...wordsOf("etag last-modified"),
  // Ids of one request.
  ...wordsOf("cf-ray request-id traceresponse x-correlation-id x-ms-request-id x-request-id"),
  ...wordsOf("x-trace-id x-vercel-id"),
  // The machine that served the request.
  "x-served-by",
]);

/** `x-amz-request-id`, `x-amz-cf-id`, `x-amzn-requestid` and similar. */
const amazonId = /^x-amzn?-.*id(?:-2)?$/;

/** The rest of a quota and its reset. The limit itself is compared. */
const quotaLeft = /^(?:x-)?ratelimit(?:$|-(?!limit|policy))/;

const isVolatile = (name: string) =>
  volatileHeaders.has(name) || amazonId.test(name) || quotaLeft.test(name);

function findHeaderChanges(
  before: Record<string, string>,
  after: Record<string, string>,
): RunChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name): RunChange[] => {
    const was = before[name];
    const is = after[name];
    if (isVolatile(name) || was === is) return [];
    if (was === undefined) {
      return is === undefined ? [] : [{ kind: "header_added", name, after: is }];
    }
    return is === undefined
      ? [{ kind: "header_removed", name, before: was }]
      : [{ kind: "header_changed", name, before: was, after: is }];
  });
}

const isSameChain = (before: readonly RedirectHop[], after: readonly RedirectHop[]) =>
  before.length === after.length &&
  before.every(({ url, status }, index) => {
    const hop = after[index];
    return hop?.url === url && hop.status === status;
  });

/** Differences between two responses; none where one of them never came. */
function findResponseChanges(run: RunDetailDto, lastGood: RunDetailDto): RunChange[] {
  if (run.response_headers === null || lastGood.response_headers === null) return [];
  const changes: RunChange[] = [];
  if (!isSameChain(lastGood.redirects, run.redirects)) {
    changes.push({ kind: "redirects", before: lastGood.redirects, after: run.redirects });
  }
  if (run.certificate_expires_at !== lastGood.certificate_expires_at) {
    const before = lastGood.certificate_expires_at;
    changes.push({ kind: "certificate", before, after: run.certificate_expires_at });
  }
  return [...changes, ...findHeaderChanges(lastGood.response_headers, run.response_headers)];
}

function isNotable(before: number, after: number): boolean {
  const [less, more] = before < after ? [before, after] : [after, before];
  return more >= less * NOTABLE_RATIO && more - less >= NOTABLE_MS;
}

function findDurationChanges(run: RunDetailDto, lastGood: RunDetailDto): RunChange[] {
  const { duration_ms: before } = lastGood;
  const { duration_ms: after } = run;
  const phases = listPhases(run).flatMap(({ name, ms }) => {
    const same = listPhases(lastGood).find((phase) => phase.name === name);
    return same === undefined ? [] : [{ phase: name, before: same.ms, after: ms }];
  });
  const total =
    before === null || after === null ? [] : [{ phase: "total", before, after } as const];
  return [...total, ...phases]
    .filter((change) => isNotable(change.before, change.after))
    .map((change) => ({ kind: "duration", ...change }));
}

/**
 * The differences between a run and the last good one, the most telling first. Only values that
 * both have are compared. A duration counts where one is at least twice the other and 100 ms more;
 * headers that differ between any two responses do not count.
 */
export function findRunChanges(run: RunDetailDto, lastGood: RunDetailDto): RunChange[] {
  const changes: RunChange[] = [];
  if (lastGood.http_status !== null && run.http_status !== lastGood.http_status) {
    changes.push({ kind: "status", before: lastGood.http_status, after: run.http_status });
  }
  changes.push(...findDurationChanges(run, lastGood));
  const { remote_address: before } = lastGood;
  const { remote_address: after } = run;
  if (before !== null && after !== null && before !== after) {
    changes.push({ kind: "address", before, after });
  }
  return [...changes, ...findResponseChanges(run, lastGood)];
}
