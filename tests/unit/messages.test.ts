import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createTranslator } from "next-intl";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { chooseLocale, locales } from "@/i18n/locales";
import { fieldProblemCodes } from "@/lib/domain/field-problems";
import { runErrorCodes } from "@/lib/domain/run-outcome";
import en from "@/messages/en.json";
import globalError from "@/messages/global-error.json";
import ptBR from "@/messages/pt-BR.json";

const root = join(import.meta.dirname, "../..");
/** Problems that only the form can have: it reads headers from lines. */
const formCodes = ["header_line_malformed", "header_line_repeated"];

/** Every message by its full key, such as `run.facts.slot`. */
function flatten(tree: unknown, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  if (typeof tree !== "object" || tree === null) return flat;
  for (const [name, value] of Object.entries(tree)) {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    if (typeof value === "string") flat.set(key, value);
    else for (const [inner, text] of flatten(value, key)) flat.set(inner, text);
  }
  return flat;
}

const messages = { en: flatten(en), "pt-BR": flatten(ptBR) };

type Source = { path: string; tree: ts.SourceFile };

function readSources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => {
      const path = join(root, folder, file);
      return {
        path: relative(root, path),
        tree: ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true),
      };
    });
}

const sources = ["app", "components", "scripts/mails"].flatMap(readSources);

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => visit(child, look));
}

/** The first call in an expression that makes a translator. */
function findTranslatorCall(expression: ts.Node): ts.CallExpression | null {
  let found: ts.CallExpression | null = null;
  visit(expression, (node) => {
    if (
      found === null &&
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      /^((get|use)Translations|createTranslator)$/.test(node.expression.text)
    ) {
      found = node;
    }
  });
  return found;
}

function namespaceOf(call: ts.CallExpression): string {
  let [namespace] = call.arguments;
  if (namespace !== undefined && ts.isObjectLiteralExpression(namespace)) {
    namespace = namespace.properties
      .filter(ts.isPropertyAssignment)
      .find(({ name }) => name.getText() === "namespace")?.initializer;
  }
  if (namespace === undefined) return "";
  if (ts.isStringLiteral(namespace)) return namespace.text;
  throw new Error(`The namespace in ${call.getText()} is not a literal.`);
}

/** The translators of a file by name. A name that stands for several namespaces keeps them all. */
function findTranslators({ tree }: Source): Map<string, Set<string>> {
  const translators = new Map<string, Set<string>>();
  const add = (name: ts.BindingName, expression: ts.Node) => {
    const call = findTranslatorCall(expression);
    if (call === null || !ts.isIdentifier(name)) return;
    const known = translators.get(name.text) ?? new Set();
    translators.set(name.text, known.add(namespaceOf(call)));
  };
  visit(tree, (node) => {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined) return;
    let value: ts.Expression = node.initializer;
    if (ts.isAwaitExpression(value)) value = value.expression;
    if (ts.isArrayBindingPattern(node.name) && ts.isCallExpression(value)) {
      const [list] = value.arguments;
      if (list === undefined || !ts.isArrayLiteralExpression(list)) return;
      node.name.elements.forEach((element, index) => {
        const item = list.elements[index];
        if (ts.isBindingElement(element) && item !== undefined) add(element.name, item);
      });
    } else {
      add(node.name, value);
    }
  });
  return translators;
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

type Use = { where: string; keys: readonly RegExp[] };

/** Every string that a key expression can be. What is only known when it runs is one part of a key. */
function patternsOf(key: ts.Expression): string[] {
  if (ts.isStringLiteralLike(key)) return [escape(key.text)];
  if (ts.isConditionalExpression(key)) {
    return [...patternsOf(key.whenTrue), ...patternsOf(key.whenFalse)];
  }
  if (ts.isTemplateExpression(key)) {
    const rest = key.templateSpans.map(({ literal }) => `[^.]+${escape(literal.text)}`);
    return [escape(key.head.text) + rest.join("")];
  }
  return ["[^.]+"];
}

/** Every place that asks for a message. */
function findUses(source: Source): Use[] {
  const translators = findTranslators(source);
  const uses: Use[] = [];
  visit(source.tree, (node) => {
    if (!ts.isCallExpression(node)) return;
    const [key] = node.arguments;
    if (key === undefined) return;
    let callee: ts.Expression = node.expression;
    if (ts.isPropertyAccessExpression(callee) && callee.name.text === "rich") {
      callee = callee.expression;
    }
    while (ts.isParenthesizedExpression(callee)) callee = callee.expression;
    if (ts.isAwaitExpression(callee)) callee = callee.expression;
    const namespaces = ts.isIdentifier(callee)
      ? translators.get(callee.text)
      : ts.isCallExpression(callee) && findTranslatorCall(callee) === callee
        ? new Set([namespaceOf(callee)])
        : undefined;
    if (namespaces === undefined) return;
    const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart());
    for (const pattern of patternsOf(key)) {
      uses.push({
        where: `${source.path}:${line + 1} ${node.getText().slice(0, 60)}`,
        keys: Array.from(
          namespaces,
          (namespace) =>
            new RegExp(`^${namespace === "" ? "" : `${escape(namespace)}\\.`}${pattern}$`),
        ),
      });
    }
  });
  return uses;
}

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
          ["title", "what", "todo"].map((part) => `errorCodes.${code}.${part}`),
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
