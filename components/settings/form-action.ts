import type { ActionResult } from "@/lib/domain/action-result";

/** What a form of the settings does; what it answered last is handed in. Null before it was sent. */
export type FormAction = (
  previous: ActionResult<unknown> | null,
  form: FormData,
) => Promise<ActionResult<unknown> | null>;
