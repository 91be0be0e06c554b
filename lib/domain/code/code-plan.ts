import type { CodeKind } from "@/lib/domain/code/code-options";

/** Settings in the wire format, with defaults filled in. Routines are named by their keys. */
export type CodeSettings = Readonly<Record<string, unknown>>;

/** A thing that a file describes. Tags have their name as their key. */
export type CodeResource = { kind: CodeKind; key: string; settings: CodeSettings };

/** A setting that an apply changes; `before` is null where there was nothing. */
export type FieldChange = { path: string; before: unknown; after: unknown };

/**
 * What an apply does to one thing. `adopt` gives a thing that was made by hand the key of the file, and
 * changes what differs.
 */
export type CodeAction = "create" | "update" | "delete" | "adopt";

export type CodeChange = {
  kind: CodeKind;
  key: string;
  action: CodeAction;
  fields: FieldChange[];
};

/**
 * How a workspace differs from the last apply of a prefix: what was changed, deleted or added by hand
 * since, and what no file describes.
 */
export type CodeDrift = {
  kind: CodeKind;
  /** Null for what has no key. */
  key: string | null;
  name: string;
  drift: "changed" | "deleted" | "added" | "unmanaged";
  /** With `before` as it was applied, and `after` as it is now. */
  fields: FieldChange[];
};

export type CodeSummary = Record<CodeAction, number> & {
  /** What is as the file says. */
  unchanged: number;
  /** What no file describes; the drift names up to 50 of it. */
  unmanaged: number;
};

/** What an apply of a file would do, in the wire format. */
export type CodePlanDto = {
  prefix: string;
  changes: CodeChange[];
  drift: CodeDrift[];
  summary: CodeSummary;
  /** A digest of the changes. An apply that brings it is refused where it would make others. */
  plan: string;
};

/** What an apply did. */
export type AppliedCodeDto = CodePlanDto & { applied_at: string };
