export type DiffLine = { kind: "same" | "removed" | "added"; text: string };

/** Lines that stand together; `line` is the number of the first one, in the later body. */
export type DiffHunk = { line: number; lines: DiffLine[] };
