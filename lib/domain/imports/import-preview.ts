import type { ImportSource } from "@/lib/domain/imports/import-source";
import type { ImportRefusal, ImportRemark } from "@/lib/domain/imports/remarks";
import type { RoutineSettings } from "@/lib/domain/routine/routine";

/** A secret that a request needs. Its value isn't kept: a person enters it in the settings. */
export type ImportSecret = {
  name: string;
  /** How it is sent, with `{value}` in its place. */
  header: string;
  origin: string;
  /** Whether the workspace can use a secret of this name for this origin already. */
  exists: boolean;
};

/** What `POST /api/routines` takes; settings that are missing keep their defaults. */
export type ImportSettings = Partial<Omit<RoutineSettings, "key">> &
  Pick<RoutineSettings, "name" | "endpoint_url"> & { key: string };

export type ImportItem = {
  /** Names the job for good: the same text gives the same keys. */
  key: string;
  name: string;
  /** The line of the text at which it begins; null for documents. */
  line: number | null;
  settings: ImportSettings;
  /** Its first three slots, once it is active. */
  next_runs: string[];
  /** Whether the workspace has a routine of this key: it isn't imported again. */
  exists: boolean;
  remarks: ImportRemark[];
  secrets: ImportSecret[];
};

export type ImportPreview = {
  source: ImportSource;
  items: ImportItem[];
  refused: ImportRefusal[];
  /** What concerns the text as a whole. */
  remarks: ImportRemark[];
  /** Those of all items, each once. */
  secrets: ImportSecret[];
  /** What must be added to read all of the text. */
  needs: "base_url"[];
};
