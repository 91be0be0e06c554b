import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { fitText, toLine } from "@/lib/notifications/message-text";

/** RFC 5322, section 2.1.1: a line has 998 characters at most. Nobody reads as many. */
const MAX_SUBJECT = 200;

/** An email by the operator's own mail server. */
export const emailSender: ChannelSender<"EMAIL"> = {
  kind: "EMAIL",
  send: async (message, { config }, outbound) => {
    // Loaded when the first email is written: most processes write none.
    const { renderEmail } = await import("@/lib/notifications/email/render-email");
    const { html, text } = await renderEmail(message);
    return outbound.mail({
      id: message.id,
      groupKey: message.groupKey,
      to: config.to,
      subject: fitText(toLine(message.title), MAX_SUBJECT),
      html,
      text,
      language: message.language,
    });
  },
};
