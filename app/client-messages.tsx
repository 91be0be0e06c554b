import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import {
  isMessageGroup,
  mergeMessages,
  type MessageGroup,
} from "@/components/hydration/merge-messages";
import { MoreMessages } from "@/components/hydration/more-messages";
import lists from "@/i18n/page-messages.json";

/** The layouts that send messages to the browser, by path. */
export type MessagesSender = keyof typeof lists;

/**
 * The messages under a prefix such as `run.sentence`, in the groups that they are in.
 * @throws {Error} where there are none.
 */
function pickMessages(messages: MessageGroup, prefix: string): MessageGroup {
  const [name = "", ...rest] = prefix.split(".");
  const value = messages[name];
  if (rest.length === 0 && value !== undefined) return { [name]: value };
  if (!isMessageGroup(value)) throw new Error(`There is no message ${prefix}.`);
  return { [name]: pickMessages(value, rest.join(".")) };
}

/** The messages that the pages of a layout need in the browser, in the reader's language. */
export async function getClientMessages(sender: MessagesSender): Promise<MessageGroup> {
  const messages = await getMessages();
  return lists[sender].map((prefix) => pickMessages(messages, prefix)).reduce(mergeMessages, {});
}

type ClientMessagesProps = { of: MessagesSender; children: ReactNode };

/**
 * Sends the messages of a layout, beside those of the layouts around it: all messages of the app
 * would be a third of a page. `npm run messages` finds what each layout needs.
 */
export async function ClientMessages({ of, children }: ClientMessagesProps) {
  return <MoreMessages messages={await getClientMessages(of)}>{children}</MoreMessages>;
}
