import { ok, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { isLoopbackHost } from "@/lib/services/instance/local-host";

/** Whether the auth server is the one of `npm start`, or what happens to its emails. */
type TemplateFacts = { isOwnServer: boolean; emails: "sent" | "printed" | "off" };

const fates = {
  sent: "sends this project's emails",
  printed: "prints its emails in the terminal",
  off: "sends no email",
};

/** An auth server shows its templates to nobody, so this only says where to look. */
export function judgeAuthTemplates({ isOwnServer, emails }: TemplateFacts): Finding {
  if (isOwnServer) return ok(`the auth server of npm start ${fates[emails]}`);
  return ok(
    "what Supabase writes in its emails can't be seen from here: compare them once with supabase/templates",
  );
}

export const authTemplatesCheck = defineCheck({
  name: "auth-templates",
  look: ({ settings }): TemplateFacts => ({
    isOwnServer: isLoopbackHost(new URL(settings.authUrl).hostname),
    emails: settings.env.AUTH_EMAILS,
  }),
  judge: judgeAuthTemplates,
});
