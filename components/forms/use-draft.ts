"use client";

import { usePathname } from "next/navigation";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { decodeDraft, discardDraft, findDraft } from "@/components/forms/draft-storage";

type Draft<Values> = { values: Values; isRestored: boolean };

const subscribeToNothing = () => () => undefined;

/**
 * The values that a form starts from: those given, or what was typed into it before the session
 * ended, which is handed out once. They change in the browser, and at most once: give the form a key
 * of `isRestored`. `read` must be the same function in every render.
 */
export function useDraft<Values>(values: Values, read: (form: FormData) => Values): Draft<Values> {
  const path = usePathname();
  const found = useSyncExternalStore(
    subscribeToNothing,
    () => findDraft(path),
    () => null,
  );
  const [text, setText] = useState<string | null>(null);
  if (text === null && found !== null) setText(found);
  useEffect(() => {
    if (text !== null) discardDraft(path);
  }, [text, path]);

  const restored = useMemo(() => {
    const form = text === null ? null : decodeDraft(text);
    return form === null ? null : read(form);
  }, [text, read]);
  return { values: restored ?? values, isRestored: restored !== null };
}
