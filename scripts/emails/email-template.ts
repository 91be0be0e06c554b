import { createTranslator } from "next-intl";
import { themeColors } from "@/app/theme-colors";
import type { Locale } from "@/i18n/locales";
import type { EmailLink } from "@/lib/auth/email-link";
import type en from "@/messages/en.json";

/**
 * The emails that people cause: the app asks for the first two, and a signed-in user may ask the auth
 * server for the last. The names are those of Supabase.
 */
export const emailKinds = ["confirmation", "recovery", "email_change"] as const;
export type EmailKind = (typeof emailKinds)[number];

/** The texts of every language in `messages/`. */
export type EmailMessages = Record<Locale, Pick<typeof en, "emails">>;

/** A link's type, and the page after it. Only a sign-up may have a page to go back to. */
const links: Record<EmailKind, { type: EmailLink["type"]; next: string }> = {
  confirmation: { type: "signup", next: "{{ .RedirectTo | urlquery }}" },
  recovery: { type: "recovery", next: "/reset-password" },
  email_change: { type: "email_change", next: "/settings" },
};

type Palette = Record<"paper" | "raised" | "line" | "ink" | "soft" | "accent" | "onAccent", string>;

/** The tokens of the stylesheet as sRGB: email clients know neither variables nor `oklch()`. */
const light: Palette = {
  paper: themeColors.light,
  raised: "#ffffff",
  line: "#dfdeda",
  ink: "#162126",
  soft: "#454f54",
  accent: themeColors.accent,
  onAccent: "#f8fdfe",
};
const dark: Palette = {
  paper: themeColors.dark,
  raised: "#171c1e",
  line: "#2b3134",
  ink: "#efeeeb",
  soft: "#b9bfc2",
  accent: "#63bdcf",
  onAccent: "#04191f",
};

const FONT = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/**
 * Chooses a language by the user's metadata. Printed first, because a language that is not set, or
 * is no text, would fail the comparison and with it the email.
 */
function choose(texts: Record<Locale, string>): string {
  return `{{ if eq (print .Data.locale) "pt-BR" }}${texts["pt-BR"]}{{ else }}${texts.en}{{ end }}`;
}

function textsOf(kind: EmailKind, locale: Locale, messages: EmailMessages) {
  const t = createTranslator({
    locale,
    messages: messages[locale],
    namespace: "emails",
    onError: (error) => {
      throw error;
    },
  });
  return {
    lang: locale,
    subject: t(`${kind}.subject`),
    title: t(`${kind}.title`),
    text: t(`${kind}.text`, { from: "{{ .Email }}", to: "{{ .NewEmail }}" }),
    button: t(`${kind}.button`),
    notYou: t(`${kind}.notYou`),
    link: t("link"),
  };
}

type EmailTexts = ReturnType<typeof textsOf>;

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The subject of an email, as a Go template. Subjects are plain text: they aren't escaped. */
export function emailSubject(kind: EmailKind, messages: EmailMessages): string {
  return choose({
    en: textsOf(kind, "en", messages).subject,
    "pt-BR": textsOf(kind, "pt-BR", messages).subject,
  });
}

/**
 * The body of an email, as a Go template of HTML that holds every language. Its link leads to the
 * page of the app that confirms, and stands once more where it can be read and copied.
 * @throws {IntlError} where a word is missing or malformed.
 */
export function emailTemplate(kind: EmailKind, messages: EmailMessages): string {
  const english = textsOf(kind, "en", messages);
  const portuguese = textsOf(kind, "pt-BR", messages);
  const say = (part: keyof EmailTexts) =>
    choose({ en: escapeHtml(english[part]), "pt-BR": escapeHtml(portuguese[part]) });
  const { type, next } = links[kind];
  const link = `{{ .SiteURL }}/auth/confirm?token_hash={{ .TokenHash }}&amp;type=${type}&amp;next=${next}`;
  return `<!doctype html>
<html lang='${say("lang")}'>
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="supported-color-schemes" content="light dark" />
    <title>${say("subject")}</title>
    <style>
      @media (prefers-color-scheme: dark) {
        .paper { background-color: ${dark.paper} !important; }
        .raised { background-color: ${dark.raised} !important; border-color: ${dark.line} !important; }
        .ink { color: ${dark.ink} !important; }
        .soft { color: ${dark.soft} !important; }
        .link { color: ${dark.accent} !important; }
        .action { background-color: ${dark.accent} !important; }
        .on-action { color: ${dark.onAccent} !important; }
      }
    </style>
  </head>
  <body class="paper" style="margin: 0; padding: 0; background-color: ${light.paper}">
    <table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="background-color: ${light.paper}; font-family: ${FONT}">
      <tr>
        <td align="center" style="padding: 32px 16px">
          <table role="presentation" width="480" cellpadding="0" cellspacing="0" style="width: 100%; max-width: 480px; text-align: left">
            <tr>
              <td class="ink" style="padding: 0 4px 16px; font-size: 16px; line-height: 24px; font-weight: 600; color: ${light.ink}">OpsPulse</td>
            </tr>
            <tr>
              <td class="raised" style="padding: 28px 24px; border: 1px solid ${light.line}; border-radius: 8px; background-color: ${light.raised}">
                <h1 class="ink" style="margin: 0 0 12px; font-size: 22px; line-height: 28px; font-weight: 600; color: ${light.ink}">${say("title")}</h1>
                <p class="soft" style="margin: 0 0 24px; font-size: 15px; line-height: 22px; color: ${light.soft}; overflow-wrap: anywhere">${say("text")}</p>
                <table role="presentation" cellpadding="0" cellspacing="0">
                  <tr>
                    <td class="action" style="border-radius: 6px; background-color: ${light.accent}">
                      <a class="on-action" href="${link}" style="display: inline-block; padding: 11px 20px; font-size: 15px; line-height: 22px; font-weight: 600; color: ${light.onAccent}; text-decoration: none">${say("button")}</a>
                    </td>
                  </tr>
                </table>
                <p class="soft" style="margin: 24px 0 4px; font-size: 13px; line-height: 20px; color: ${light.soft}">${say("link")}</p>
                <p style="margin: 0; font-size: 13px; line-height: 20px; overflow-wrap: anywhere; word-break: break-all"><a class="link" href="${link}" style="color: ${light.accent}">${link}</a></p>
              </td>
            </tr>
            <tr>
              <td class="soft" style="padding: 16px 4px 0; font-size: 13px; line-height: 20px; color: ${light.soft}">${say("notYou")}</td>
            </tr>
          </table>
        </td>
      </tr>
    </table>
  </body>
</html>
`;
}
