import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { locales } from "@/i18n/locales";
import { nextAfterEmail, parseEmailLink } from "@/lib/auth/email-link";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";
import { emailFiles } from "@/scripts/emails/email-files";
import {
  emailKinds,
  emailSubject,
  emailTemplate,
  type EmailKind,
} from "@/scripts/emails/email-template";

const root = join(import.meta.dirname, "../../..");
const messages = { en, "pt-BR": ptBR };

const APP_URL = "https://ops.example.com";
const data = {
  SiteURL: APP_URL,
  TokenHash: "pkce_0a1b2c",
  RedirectTo: `${APP_URL}/auth/callback?next=%2Finvitations%2Fabc`,
  Email: "ada@example.com",
  NewEmail: "ada@example.org",
};

const CHOICE =
  /\{\{ if eq \(print \.Data\.locale\) "([\w-]+)" \}\}(.*?)\{\{ else \}\}(.*?)\{\{ end \}\}/g;

/** Evaluates the few actions of Go that our templates use. */
function evaluate(template: string, locale: unknown): string {
  return template
    .replace(CHOICE, (_, wanted: string, then: string, otherwise: string) =>
      locale === wanted ? then : otherwise,
    )
    .replace(/\{\{ \.(\w+)( \| urlquery)? \}\}/g, (action, name: string, query?: string) => {
      if (!(name in data)) return action;
      const value = data[name as keyof typeof data];
      return query === undefined ? value : encodeURIComponent(value);
    });
}

function unescapeHtml(html: string): string {
  return html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** The text of an email, in reading order. */
function textOf(html: string): string {
  const body = html.slice(html.indexOf("<body"));
  return unescapeHtml(body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ")).trim();
}

const linksOf = (html: string) =>
  Array.from(html.matchAll(/href="([^"]*)"/g), ([, link = ""]) => unescapeHtml(link));

const everyEmail = emailKinds.flatMap((kind) => locales.map((locale) => [kind, locale] as const));

describe("the files of a hosted project", () => {
  const files = emailFiles(messages);

  it.each([...files.keys()])("%s is up to date with the texts in messages/", (path) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(files.get(path));
  });

  it("no file is left over", () => {
    const found = readdirSync(join(root, "supabase"), { recursive: true, withFileTypes: true })
      // The clock isn't made from the messages.
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".sql"))
      .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));
    expect(found.sort()).toEqual([...files.keys()].sort());
  });

  it.each(emailKinds)("the configuration names the template of %s, and its subject", (kind) => {
    const config = files.get("supabase/config.toml") ?? "";
    const section = config.split(`[auth.email.template.${kind}]\n`)[1]?.split("\n\n")[0] ?? "";
    const [, subject = "", path = ""] =
      /^subject = ("[^\n]*")\ncontent_path = "\.\/([^\n]*)"$/.exec(section) ?? [];
    expect(JSON.parse(subject)).toBe(emailSubject(kind, messages));
    expect(files.get(path)).toBe(emailTemplate(kind, messages));
  });
});

describe("an email", () => {
  it.each(everyEmail)(
    "of %s has all its texts in %s, and none of another language",
    (kind, locale) => {
      const html = evaluate(emailTemplate(kind, messages), locale);
      const { emails } = messages[locale];
      const words = emails[kind];
      const text = words.text.replace("{from}", data.Email).replace("{to}", data.NewEmail);
      const [, link = ""] = linksOf(html);
      expect(textOf(html)).toBe(
        ["OpsPulse", words.title, text, words.button, emails.link, link, words.notYou].join(" "),
      );
      expect(html).toContain(`<html lang='${locale}'>`);
      expect(html).toContain(`<title>${words.subject}</title>`);
      expect(evaluate(emailSubject(kind, messages), locale)).toBe(words.subject);
      expect(html).not.toContain("{{");
    },
  );

  it.each([undefined, null, "", "fr", "pt-br", 7, {}])(
    "to somebody whose language is %j is in English",
    (locale) => {
      const html = evaluate(emailTemplate("recovery", messages), locale);
      expect(textOf(html)).toContain(en.emails.recovery.text);
    },
  );

  const leads: Record<EmailKind, { type: string; next: string }> = {
    confirmation: { type: "signup", next: "/invitations/abc" },
    recovery: { type: "recovery", next: "/reset-password" },
    email_change: { type: "email_change", next: "/settings" },
  };

  it.each(everyEmail)(
    "of %s in %s has one link, to the page that confirms, twice",
    (kind, locale) => {
      const html = evaluate(emailTemplate(kind, messages), locale);
      const [button = "", ...others] = linksOf(html);
      expect(others).toEqual([button]);
      expect(textOf(html)).toContain(button);
      const { origin, pathname, searchParams } = new URL(button);
      expect(origin + pathname).toBe(`${APP_URL}/auth/confirm`);
      const { type, next } = leads[kind];
      expect(parseEmailLink(Object.fromEntries(searchParams))).toEqual({
        token_hash: data.TokenHash,
        type,
      });
      expect(nextAfterEmail(searchParams.get("next"), APP_URL)).toBe(next);
    },
  );

  const withText = (text: string) => {
    const { emails } = en;
    return { ...messages, en: { emails: { ...emails, recovery: { ...emails.recovery, text } } } };
  };

  it("escapes its texts for HTML", () => {
    const html = emailTemplate("recovery", withText("a & b > c"));
    expect(evaluate(html, "en")).toContain(">a &amp; b &gt; c<");
  });

  it("is not built from a malformed text", () => {
    expect(() => emailTemplate("recovery", withText("a {b"))).toThrow("INVALID_MESSAGE");
  });
});

describe("an email that the app asks the auth server for", () => {
  /** The email that a call of the auth client causes. */
  const emailOfCall = (call: string, argument: string): string | null => {
    switch (call) {
      case "signUp":
        return "confirmation";
      case "resetPasswordForEmail":
        return "recovery";
      case "updateUser":
        return /\bemail\b/.test(argument) ? "email_change" : null;
      case "signInWithOtp":
        return "magic_link";
      case "inviteUserByEmail":
        return "invite";
      case "reauthenticate":
        return "reauthentication";
      case "resend":
        return argument.includes("email_change") ? "email_change" : "confirmation";
      default:
        return null;
    }
  };

  const caused = new Set<string>();
  for (const folder of ["app", "lib"]) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(file)) continue;
      const source = readFileSync(join(root, folder, file), "utf8");
      const look = (node: ts.Node): void => {
        if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
          const { expression, name } = node.expression;
          const argument = node.arguments.map((item) => item.getText()).join();
          const email = /\bauth(\.admin)?$/.test(expression.getText())
            ? emailOfCall(name.text, argument)
            : null;
          if (email !== null) caused.add(email);
        }
        node.forEachChild(look);
      };
      look(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
    }
  }

  it("comes in an email with our texts", () => {
    expect(caused).toContain("confirmation");
    expect(caused).toContain("recovery");
    expect([...caused].filter((kind) => !emailKinds.some((known) => known === kind))).toEqual([]);
  });
});
