import { structuredPatch } from "diff";
import { isBodyCut } from "@/components/evidence/body-cut";

/*
 * For the server alone: the package that compares is never sent to a browser.
 */

export type DiffLine = { kind: "same" | "removed" | "added"; text: string };

/** Lines that stand together; `line` is the number of the first one, in the later body. */
export type DiffHunk = { line: number; lines: DiffLine[] };

/** Unchanged lines that are shown around a change. */
const CONTEXT_LINES = 3;
/** Bodies that have less in common are shown one after the other. */
const MAX_EDITS = 400;
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
    text += `\n${"  ".repeat(depth)}`;
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

/** One after the other, for bodies that have little in common. */
const replaceAll = (before: string, after: string): DiffHunk[] => [
  {
    line: 1,
    lines: [
      ...before.split("\n").map((text): DiffLine => ({ kind: "removed", text })),
      ...after.split("\n").map((text): DiffLine => ({ kind: "added", text })),
    ],
  },
];

/**
 * The differences between two bodies, line by line, with a few lines around each change; empty
 * where they are the same. JSON is broken into lines first, so that a body of one line shows what
 * changed in it. Line breaks at the end, and white space between JSON's values, do not count.
 */
export function findBodyDiff(before: string, after: string): DiffHunk[] {
  const isJson = looksLikeJson(before) && looksLikeJson(after);
  const lay = (body: string) => (isJson ? breakJson(body) : body.trimEnd());
  const was = lay(before);
  const is = lay(after);
  const patch = structuredPatch("", "", `${was}\n`, `${is}\n`, "", "", {
    context: CONTEXT_LINES,
    maxEditLength: MAX_EDITS,
    stripTrailingCr: true,
  });
  if (patch === undefined) return replaceAll(was, is);
  return patch.hunks.map(({ newStart, lines }) => ({
    line: newStart,
    lines: lines.map((line) => ({ kind: kinds[line.slice(0, 1)] ?? "same", text: line.slice(1) })),
  }));
}
