"use client";

import { NextIntlClientProvider, useLocale, useMessages } from "next-intl";
import { useMemo, type ReactNode } from "react";
import { mergeMessages, type MessageGroup } from "@/components/hydration/merge-messages";

/** Adds messages to those that are there already: a provider of its own would replace them. */
export function MoreMessages({
  messages,
  children,
}: {
  messages: MessageGroup;
  children: ReactNode;
}) {
  const locale = useLocale();
  const outer = useMessages();
  const all = useMemo(() => mergeMessages(outer, messages), [outer, messages]);
  return (
    <NextIntlClientProvider locale={locale} messages={all}>
      {children}
    </NextIntlClientProvider>
  );
}
