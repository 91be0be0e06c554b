import { MIN_PASSWORD_CHARACTERS } from "@/lib/auth/credentials";
import {
  emailKinds,
  emailSubject,
  emailTemplate,
  type EmailMessages,
} from "@/scripts/emails/email-template";

/**
 * The settings of a hosted project for the Supabase CLI. It pushes a default for each setting that is
 * missing here, so those that the app relies on are here.
 */
function configOf(messages: EmailMessages): string {
  const templates = emailKinds.map((kind) =>
    [
      `[auth.email.template.${kind}]`,
      `subject = ${JSON.stringify(emailSubject(kind, messages))}`,
      `content_path = "./${pathOf(kind)}"`,
    ].join("\n"),
  );
  return `# Written by \`npm run emails\` from messages/: change the words there.
project_id = "opspulse"

[auth]
site_url = "env(APP_URL)"
additional_redirect_urls = []
minimum_password_length = ${MIN_PASSWORD_CHARACTERS}

[auth.email]
enable_confirmations = true

${templates.join("\n\n")}

[storage]
enabled = false
`;
}

const pathOf = (kind: string) => `supabase/templates/${kind}.html`;

/** Every file that is written from the emails' texts, by its path in the repository. */
export function emailFiles(messages: EmailMessages): Map<string, string> {
  return new Map([
    ["supabase/config.toml", configOf(messages)],
    ...emailKinds.map((kind) => [pathOf(kind), emailTemplate(kind, messages)] as const),
  ]);
}
