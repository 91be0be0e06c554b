import { createTranslator } from "next-intl";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { chooseLocale, locales } from "@/i18n/locales";
import { fieldProblemCodes } from "@/lib/domain/field-problems";
import { runErrorCodes } from "@/lib/domain/run/run-error-code";
import en from "@/messages/en.json";
import globalError from "@/messages/global-error.json";
import ptBR from "@/messages/pt-BR.json";
import { findUses, flattenMessages } from "@/tests/support/messages/message-uses";
import { readSources, visit } from "@/tests/support/messages/sources";

/** Problems that only the form can have: it reads headers from lines. */
const formCodes = ["header_line_malformed", "header_line_repeated"];

const messages = { en: flattenMessages(en), "pt-BR": flattenMessages(ptBR) };

const sources = ["app", "components", "lib/notifications", "scripts/emails"].flatMap(readSources);
const uses = sources.flatMap(findUses);

/** The arguments and tags that a message takes. */
function placeholdersOf(message: string): string[] {
  const names = new Set<string>();
  for (const [, name] of message.matchAll(/\{\s*(\w+)\s*[,}]/g)) if (name) names.add(name);
  for (const [, tag] of message.matchAll(/<(\w+)>/g)) if (tag) names.add(`<${tag}>`);
  return [...names].sort();
}

describe("messages", () => {
  it("every language has the same keys", () => {
    expect([...messages["pt-BR"].keys()].sort()).toEqual([...messages.en.keys()].sort());
  });

  it("every language takes the same arguments", () => {
    const differing = Array.from(messages.en, ([key, text]) => ({
      key,
      en: placeholdersOf(text),
      "pt-BR": placeholdersOf(messages["pt-BR"].get(key) ?? ""),
    })).filter((item) => item.en.join() !== item["pt-BR"].join());
    expect(differing).toEqual([]);
  });

  it("the page that stands in for everything says what the others say", () => {
    // A copy: every page loads it, and the whole of the messages would be 12 KB more.
    const { common, errorPage, databaseDown } = en;
    expect(globalError).toEqual({ common: { retry: common.retry }, errorPage, databaseDown });
  });

  it.each(locales)("no message of %s is empty or malformed", (locale) => {
    const malformed: string[] = [];
    for (const [key, text] of messages[locale]) {
      const values: Record<string, number | (() => string)> = {};
      for (const name of placeholdersOf(text)) {
        if (name.startsWith("<")) values[name.slice(1, -1)] = () => "x";
        else values[name] = 2;
      }
      const translate = createTranslator<Record<string, string>>({
        locale,
        messages: { message: text },
        onError: (error) => malformed.push(`${key}: ${error.message}`),
      });
      if (text.trim() === "" || translate.markup("message", values) === "") malformed.push(key);
    }
    expect(malformed).toEqual([]);
  });

  it("every key that a screen or a mail uses exists", () => {
    const keys = [...messages.en.keys()];
    const missing = uses
      .filter((use) => !use.keys.some((pattern) => keys.some((key) => pattern.test(key))))
      .map(({ where }) => where);
    expect(uses.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  it("every message is used by a screen or a mail", () => {
    const unused = [...messages.en.keys()].filter(
      (key) => !uses.some((use) => use.keys.some((pattern) => pattern.test(key))),
    );
    expect(unused).toEqual([]);
  });

  it.each(locales)(
    "every broken rule and every reason of a failure is explained in %s",
    (locale) => {
      const keys = [
        ...fieldProblemCodes.map((code) => `problems.${code}`),
        ...runErrorCodes.flatMap((code) =>
          ["title", "what"].map((part) => `errorCodes.${code}.${part}`),
        ),
      ];
      expect(keys.filter((key) => !messages[locale].has(key))).toEqual([]);
    },
  );

  it("no explanation is left over from a code that is gone", () => {
    expect(Object.keys(en.errorCodes).sort()).toEqual([...runErrorCodes].sort());
    expect(Object.keys(en.problems).sort()).toEqual([...fieldProblemCodes, ...formCodes].sort());
  });

  it("no text on screen is written outside the messages", () => {
    const readAttributes = ["alt", "aria-label", "label", "placeholder", "title"];
    const written: string[] = [];
    for (const { path, tree } of sources) {
      // Seen by developers only, and in the language of the code.
      if (path.startsWith("app/design/")) continue;
      visit(tree, (node) => {
        const isText = ts.isJsxText(node) && /\p{L}/u.test(node.text);
        const isAttribute =
          ts.isJsxAttribute(node) &&
          readAttributes.includes(node.name.getText()) &&
          node.initializer !== undefined &&
          ts.isStringLiteral(node.initializer) &&
          /\p{L}{3}/u.test(node.initializer.text);
        const isChild =
          ts.isJsxExpression(node) &&
          !ts.isJsxAttribute(node.parent) &&
          node.expression !== undefined &&
          ts.isStringLiteralLike(node.expression) &&
          /\p{L}/u.test(node.expression.text);
        if (isText || isAttribute || isChild) written.push(`${path}: ${node.getText().trim()}`);
      });
    }
    expect(written).toEqual([]);
  });
});

describe("the language of a page", () => {
  it.each<[string | undefined, string | null, string, string]>([
    ["pt-BR", "en-US", "pt-BR", "the chosen one wins over what the browser asks for"],
    ["xx", "pt-BR,pt;q=0.9", "pt-BR", "a choice that does not exist is ignored"],
    [undefined, "fr, pt-PT;q=0.8, en;q=0.5", "pt-BR", "the first that we have is spoken"],
    [undefined, "pt;q=0.4, en-GB;q=0.9", "en", "weights decide, not the order"],
    [undefined, "pt;q=0, de", "en", "a language that is ruled out is not spoken"],
    [undefined, null, "en", "English where nobody says anything"],
  ])("chosen %s, asked for %s: %s, as %s", (chosen, accept, expected) => {
    expect(chooseLocale(chosen, accept)).toBe(expected);
  });
});
