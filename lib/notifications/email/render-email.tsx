import { render } from "react-email";
import type { AlertMessage } from "@/lib/notifications/alert-message";
import { AlertEmail } from "@/lib/notifications/email/alert-email";
import { emailContent, plainText } from "@/lib/notifications/email/email-content";

/** Both parts of the email for a message, from the same content. */
export async function renderEmail(message: AlertMessage): Promise<{ html: string; text: string }> {
  const content = emailContent(message);
  return { html: await render(<AlertEmail content={content} />), text: plainText(content) };
}
