"use client";

import { NextIntlClientProvider, useLocale, useMessages } from "next-intl";
import { useMemo, type ReactNode } from "react";

type MoreMessagesProps = { messages: Record<string, unknown>; children: ReactNode };

/** Adds whole namespaces to the outer messages: a plain provider would replace them. */
export function MoreMessages({ messages, children }: MoreMessagesProps) {
  const locale = useLocale();
  const outer = useMessages();
  const all = useMemo(() => ({ ...outer, ...messages }), [outer, messages]);
  return (
    <NextIntlClientProvider locale={locale} messages={all}>
      {children}
    </NextIntlClientProvider>
  );
}
