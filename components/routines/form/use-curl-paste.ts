import { useState } from "react";
import type { CurlNote } from "@/components/routines/form/curl-note";
import type { FieldTexts, RoutineFormApi } from "@/components/routines/form/use-routine-form";
import type { CurlCommand } from "@/lib/domain/curl/curl-command";

/** A command that was pasted, the note about it, and what its fields held before. */
type Pasted = { command: CurlCommand; Note: typeof CurlNote; before: FieldTexts };

/** Fills the form from a `curl` command, and takes it back. What reads a command is loaded late. */
export function useCurlPaste(routineForm: RoutineFormApi) {
  const { form, draft, fill, nameAfterUrl, setUnreachable } = routineForm;
  const [pasted, setPasted] = useState<Pasted | null>(null);

  const focusUrl = () => form.current?.querySelector<HTMLElement>("#endpoint_url")?.focus();

  const read = async (text: string) => {
    const [{ parseCurlCommand }, { curlValues, CurlNote: Note }] = await Promise.all([
      import("@/lib/domain/curl/curl-command"),
      import("@/components/routines/form/curl-note"),
    ]);
    const command = parseCurlCommand(text);
    if (command === null) return;
    const { http_method, endpoint_url, headers, body, follow_redirects, timeout_seconds, name } =
      draft;
    setPasted({
      command,
      Note,
      before: {
        http_method,
        endpoint_url: endpoint_url === text ? "" : endpoint_url,
        headers,
        body,
        follow_redirects,
        timeout_seconds,
        name,
      },
    });
    fill(curlValues(command.request));
    nameAfterUrl();
    focusUrl();
  };

  const paste = (text: string) => {
    read(text).catch(() => setUnreachable(true));
  };
  const undo = () => {
    if (pasted === null) return;
    fill(pasted.before);
    setPasted(null);
    focusUrl();
  };
  return { pasted, paste, undo, dismiss: () => setPasted(null) };
}
