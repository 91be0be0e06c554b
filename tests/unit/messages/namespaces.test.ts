import { posix } from "node:path";
import { NextIntlClientProvider, useTranslations } from "next-intl";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { MoreMessages } from "@/components/hydration/more-messages";
import { layoutNamespaces } from "@/i18n/namespaces";
import en from "@/messages/en.json";
import { findClientModules } from "@/tests/support/messages/client-modules";
import { findUses, flattenMessages } from "@/tests/support/messages/message-uses";
import { readSources, visit, type Source } from "@/tests/support/messages/sources";

const modules: ReadonlyMap<string, Source> = new Map(
  ["app", "components", "lib", "i18n"].flatMap(readSources).map((source) => [source.path, source]),
);

const lists: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(layoutNamespaces));

const allKeys = [...flattenMessages(en).keys()];

/** The namespaces that each module asks for, by its path. */
const namespacesUsedIn = new Map(
  Array.from(modules.values(), (source) => {
    const patterns = findUses(source).flatMap(({ keys }) => keys);
    const keys = allKeys.filter((key) => patterns.some((pattern) => pattern.test(key)));
    return [source.path, new Set(keys.map((key) => key.split(".", 1).join()))];
  }),
);

/** The namespaces that the browser may ask for on behalf of a module that the server runs. */
function namespacesUsedBelow(entry: string): string[] {
  return Array.from(findClientModules(entry, modules)).flatMap((path) => [
    ...(namespacesUsedIn.get(path) ?? []),
  ]);
}

/** The layouts around a module of `app/` and the one of its own folder, from the outermost. */
function layoutsAround(path: string): string[] {
  const folders: string[] = [];
  for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) {
    folders.unshift(folder);
  }
  return folders
    .map((folder) => posix.join(folder, "layout.tsx"))
    .filter((layout) => modules.has(layout));
}

/**
 * The namespaces that each layout has to send: what the client components use of all the pages that
 * have no layout nearer to them, and of what stands in for a page that failed or doesn't exist,
 * without what the layouts around it send.
 */
function neededNamespaces(): Map<string, Set<string>> {
  const needed = new Map<string, Set<string>>();
  for (const path of modules.keys()) {
    if (!/^app\/(.+\/)?(page|layout|error|not-found)\.tsx$/.test(path)) continue;
    const around = layoutsAround(path);
    const layout = around.at(-1);
    if (layout === undefined) throw new Error(`No layout is around ${path}.`);
    const sentAround = around.slice(0, -1).flatMap((outer) => lists.get(outer) ?? []);
    const own = needed.get(layout) ?? new Set();
    for (const name of namespacesUsedBelow(path)) if (!sentAround.includes(name)) own.add(name);
    needed.set(layout, own);
  }
  return needed;
}

/** The names of layouts that a module hands to what sends messages. */
function layoutsNamedIn({ tree }: Source): string[] {
  const layouts: string[] = [];
  visit(tree, (node) => {
    const [argument] = ts.isCallExpression(node) ? node.arguments : [];
    const isCall = ts.isCallExpression(node) && node.expression.getText() === "getClientMessages";
    const isAttribute =
      ts.isJsxAttribute(node) && node.parent.parent.tagName.getText() === "ClientMessages";
    const name = isCall ? argument : isAttribute ? node.initializer : undefined;
    if (name !== undefined && ts.isStringLiteral(name)) layouts.push(name.text);
  });
  return layouts;
}

describe("the namespaces that a layout sends", () => {
  const needed = neededNamespaces();

  it("include every one that the client components below it use", () => {
    const lacking = Array.from(needed).flatMap(([layout, names]) =>
      Array.from(names)
        .filter((name) => !lists.get(layout)?.includes(name))
        .map((name) => `${layout} lacks ${name}`),
    );
    expect(lacking).toEqual([]);
  });

  it("include none that is unused there or that an outer layout sends", () => {
    const spare = Array.from(lists).flatMap(([layout, names]) =>
      names
        .filter((name) => needed.get(layout)?.has(name) !== true)
        .map((name) => `${layout} sends ${name} for nothing`),
    );
    expect(spare).toEqual([]);
  });

  it("are sent by the layout that they are listed for", () => {
    const named = Array.from(
      modules.values(),
      (module) => [module.path, layoutsNamedIn(module)] as const,
    );
    expect(Object.fromEntries(named.filter(([, layouts]) => layouts.length > 0))).toEqual(
      Object.fromEntries(Array.from(lists.keys(), (path) => [path, [path]])),
    );
  });

  it("are enough for the landing page, which is shown without the frame of the dashboard", () => {
    const sent = lists.get("app/layout.tsx");
    const missing = namespacesUsedBelow("components/landing/landing.tsx").filter(
      (name) => !sent?.includes(name),
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

describe("the messages of a layout", () => {
  /** Shows a message of each layout. */
  function Page() {
    const t = useTranslations();
    return `${t("nav.runs")}, ${t("chart.title")}`;
  }

  it("are added to those of the layouts around it, which stay as they were", () => {
    const outer = { nav: { runs: "Runs" } };
    const inner = { messages: { chart: { title: "Durations" } }, children: createElement(Page) };
    const whole = {
      locale: "en",
      timeZone: "UTC",
      messages: outer,
      children: createElement(MoreMessages, inner),
    };
    const markup = renderToStaticMarkup(createElement(NextIntlClientProvider, whole));
    expect(markup).toBe("Runs, Durations");
    expect(outer).toEqual({ nav: { runs: "Runs" } });
  });
});
