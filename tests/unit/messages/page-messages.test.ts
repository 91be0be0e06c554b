import ts from "typescript";
import { describe, expect, it } from "vitest";
import { mergeMessages } from "@/components/hydration/merge-messages";
import lists from "@/i18n/page-messages.json";
import { findClientModules } from "@/scripts/messages/client-modules";
import { findClientKeys, listPageMessages, readModules } from "@/scripts/messages/page-messages";
import { visit, type Source } from "@/scripts/messages/sources";

const modules = readModules();

/** The names of layouts that a module hands to what sends messages. */
function sendersIn({ tree }: Source): string[] {
  const senders: string[] = [];
  visit(tree, (node) => {
    const [argument] = ts.isCallExpression(node) ? node.arguments : [];
    const isCall = ts.isCallExpression(node) && node.expression.getText() === "getClientMessages";
    const isAttribute =
      ts.isJsxAttribute(node) && node.parent.parent.tagName.getText() === "ClientMessages";
    const name = isCall ? argument : isAttribute ? node.initializer : undefined;
    if (name !== undefined && ts.isStringLiteral(name)) senders.push(name.text);
  });
  return senders;
}

describe("the messages that a layout sends", () => {
  it("are those that the pages below it ask for in the browser: run `npm run messages`", () => {
    expect(lists).toEqual(listPageMessages(modules));
  });

  it("are sent by the layout that they are listed for", () => {
    const sent = Array.from(
      modules.values(),
      (module) => [module.path, sendersIn(module)] as const,
    );
    expect(Object.fromEntries(sent.filter(([, senders]) => senders.length > 0))).toEqual(
      Object.fromEntries(Object.keys(lists).map((path) => [path, [path]])),
    );
  });

  it("are enough for the landing page, which is shown without the frame of the dashboard", () => {
    const prefixes = lists["app/layout.tsx"];
    const missing = [...findClientKeys("components/landing.tsx", modules)].filter(
      (key) => !prefixes.some((prefix) => key === prefix || key.startsWith(`${prefix}.`)),
    );
    expect(missing).toEqual([]);
  });
});

describe("the modules that a browser runs", () => {
  const page = findClientModules("app/(dashboard)/page.tsx", modules);
  const frame = findClientModules("app/(dashboard)/layout.tsx", modules);

  it.each([
    ["say so themselves", page, "components/pulse/pulse-grid.tsx"],
    ["are loaded by one that does", page, "components/pulse/walk-marks.ts"],
    ["are fetched when somebody first needs them", frame, "components/commands/command-menu.tsx"],
    ["are loaded by one that is fetched", frame, "components/forms/use-problem-text.ts"],
  ])("%s", (_, client, path) => {
    expect(client).toContain(path);
  });

  it.each([
    ["what only the server shows", page, "components/overview/overview-lead.tsx"],
    ["actions, which stay on the server", page, "app/(dashboard)/routines/actions.ts"],
    ["what is imported for its types alone", page, "lib/domain/run/overview.ts"],
  ])("are not %s", (_, client, path) => {
    expect(modules.has(path)).toBe(true);
    expect(client).not.toContain(path);
  });
});

describe("merging messages", () => {
  it("joins groups at every depth, and takes what the build made of a text as one text", () => {
    const merged = mergeMessages(
      { run: { sentence: { FAIL: ["a"] }, todo: "b" }, nav: "c" },
      { run: { sentence: { SUCCESS: "d" } }, chart: { title: ["e", 1] } },
    );
    expect(merged).toEqual({
      run: { sentence: { FAIL: ["a"], SUCCESS: "d" }, todo: "b" },
      nav: "c",
      chart: { title: ["e", 1] },
    });
  });

  it("leaves both as they were", () => {
    const one = { run: { todo: "a" } };
    mergeMessages(one, { run: { title: "b" } });
    expect(one).toEqual({ run: { todo: "a" } });
  });
});
