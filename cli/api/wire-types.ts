/** The parts of responses that the program shows. With `--json`, responses are printed as they came. */

export type FieldChange = { path: string; before?: unknown; after?: unknown };

/** What a change would do, where `dry_run` was asked for. */
export type DryRun = {
  dry_run: true;
  action: "create" | "update" | "delete" | "none";
  changes: FieldChange[];
};

export type CodeAction = "create" | "update" | "delete" | "adopt";

/** What an apply of a file would do, or has done. */
export type CodePlan = {
  prefix: string;
  changes: { kind: string; key: string; action: CodeAction; fields: FieldChange[] }[];
  drift: { kind: string; key: string | null; name: string; drift: string; fields: FieldChange[] }[];
  summary: Record<CodeAction, number> & { unchanged: number; unmanaged: number };
  /** A digest of the changes. */
  plan: string;
};

export type ImportRemark = { severity: string; message: string };

export type ImportPreview = {
  source: string;
  items: {
    key: string;
    name: string;
    settings: {
      endpoint_url: string;
      interval_minutes?: number | null;
      cron_expression?: string | null;
      run_at?: string | null;
      timezone?: string;
    };
    exists: boolean;
    remarks: ImportRemark[];
  }[];
  refused: { line: number | null; text: string; message: string }[];
  remarks: ImportRemark[];
  secrets: { name: string; header: string; origin: string; exists: boolean }[];
  needs: string[];
};

export type ImportResult = {
  created: { id: string; key: string; name: string; is_active: boolean }[];
  existing: string[];
};

export type ReplayPreview = {
  slot_count: number;
  by_status: Record<string, number>;
  duration_seconds: number;
  left_out: Record<string, number>;
  kept_since: string | null;
  routines: { name: string; is_paused: boolean; slot_count: number }[];
};

export type Replay = {
  id: string;
  state: "RUNNING" | "DONE" | "CANCELLED";
  from: string;
  to: string;
  slot_count: number;
  progress: Record<string, number>;
  routines: { name: string }[];
};
