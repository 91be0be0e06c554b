import { structuredPatch } from "diff";
import { isBodyCut } from "@/lib/domain/run/body-cut";
import type { DiffHunk, DiffLine } from "@/lib/domain/run/body-diff";

export type ComparedBodies = { before: string; after: string };

/** Unchanged lines that are shown around a change. */
const CONTEXT_LINES = 3;
/** Deeper values are not moved further: 4 KB of brackets would make 8 MB of spaces. */
const MAX_INDENTED_LEVELS = 24;
const kinds: Record<string, DiffLine["kind"]> = { " ": "same", "-": "removed", "+": "added" };

/** Whether a body is JSON, or begins as JSON does and is cut. */
function looksLikeJson(body: string): boolean {
  if (!/^\s*[[{]/.test(body)) return false;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return isBodyCut(body, null);
  }
}

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"?|[{}[\]:,]|[^\s"{}[\]:,]+/gsu;

const opens = (token: string) => token === "{" || token === "[";

/** JSON with a line for each value. Only white space changes: numbers stay as they were written. */
function breakJson(body: string): string {
  let depth = 0;
  let text = "";
  let previous = "";
  const breakLine = () => {
    text += `\n${"  ".repeat(Math.min(depth, MAX_INDENTED_LEVELS))}`;
  };
  for (const [token] of body.matchAll(JSON_TOKEN)) {
    const closes = token === "}" || token === "]";
    const isInside = opens(previous);
    if (closes) depth = Math.max(0, depth - 1);
    if (closes ? !isInside : isInside || previous === ",") breakLine();
    text += token === ":" ? ": " : token;
    if (opens(token)) depth += 1;
    previous = token;
  }
  return text;
}

/** Both bodies with a line for each value where both are JSON, so that a line can be compared. */
function layOut({ before, after }: ComparedBodies): ComparedBodies {
  const isJson = looksLikeJson(before) && looksLikeJson(after);
  const lay = (body: string) => (isJson ? breakJson(body) : body.trimEnd());
  return { before: lay(before), after: lay(after) };
}

const linesOf = (text: string, kind: DiffLine["kind"]) =>
  text.split("\n").map((line): DiffLine => ({ kind, text: line }));

/** The bodies one after the other, for those that have little in common. */
export function showBoth(bodies: ComparedBodies): DiffHunk[] {
  const { before, after } = layOut(bodies);
  return [{ line: 1, lines: [...linesOf(before, "removed"), ...linesOf(after, "added")] }];
}

/**
 * The differences between two bodies, line by line, with a few lines around each change; empty
 * where they are the same, and null where it would take more than `maxEdits` removed and added lines.
 * JSON is broken into lines first, so that a body of one line shows what changed in it. Line breaks at
 * the end, and white space between JSON's values, do not count.
 */
export function compareBodies({
  maxEdits,
  ...bodies
}: ComparedBodies & { maxEdits: number }): DiffHunk[] | null {
  const { before, after } = layOut(bodies);
  const patch = structuredPatch("", "", `${before}\n`, `${after}\n`, "", "", {
    context: CONTEXT_LINES,
    maxEditLength: maxEdits,
    stripTrailingCr: true,
  });
  if (patch === undefined) return null;
  return patch.hunks.map(({ newStart, lines }) => ({
    line: newStart,
    lines: lines.map((line) => ({ kind: kinds[line.slice(0, 1)] ?? "same", text: line.slice(1) })),
  }));
}
