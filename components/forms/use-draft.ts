"use client";

import { usePathname } from "next/navigation";
import { useEffect, useMemo, useState } from "react";
import { decodeDraft, discardDraft, findDraft } from "@/components/forms/draft-storage";
import { useInBrowser } from "@/components/hydration/use-hydrated";

type Draft<Values> = { values: Values; isRestored: boolean };

/**
 * The values that a form starts with: its draft, if one is stored and `canRestore`, or else `values`.
 * A draft is restored once. It replaces the values after hydration, so give the form a key of
 * `isRestored`. `read` must be the same function in every render.
 */
export function useDraft<Values>(
  values: Values,
  read: (form: FormData) => Values,
  canRestore = true,
): Draft<Values> {
  const path = usePathname();
  const found = useInBrowser(() => (canRestore ? findDraft(path) : null), null);
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
