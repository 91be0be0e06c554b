import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import { MoreMessages } from "@/components/hydration/more-messages";
import { layoutNamespaces, type MessagesLayout } from "@/i18n/namespaces";

/** The messages that a layout sends to the browser, by namespace, in the reader's language. */
export async function getClientMessages(layout: MessagesLayout): Promise<Record<string, unknown>> {
  const messages: Record<string, unknown> = await getMessages();
  return Object.fromEntries(layoutNamespaces[layout].map((name) => [name, messages[name]]));
}

type ClientMessagesProps = { of: MessagesLayout; children: ReactNode };

/** Sends the messages of a layout, in addition to those of the layouts around it. */
export async function ClientMessages({ of, children }: ClientMessagesProps) {
  return <MoreMessages messages={await getClientMessages(of)}>{children}</MoreMessages>;
}
