import { posix } from "node:path";
import en from "@/messages/en.json";
import { findClientModules } from "@/scripts/messages/client-modules";
import { findUses, flattenMessages } from "@/scripts/messages/message-uses";
import { readSources, type Source } from "@/scripts/messages/sources";

/** Where it is written down which messages each page sends to the browser. */
export const PAGE_MESSAGES_FILE = "i18n/page-messages.json";

const allKeys = [...flattenMessages(en).keys()];

/** The modules of the project that a page can load, by path. */
export function readModules(): ReadonlyMap<string, Source> {
  const sources = ["app", "components", "lib", "i18n"].flatMap(readSources);
  return new Map(sources.map((source) => [source.path, source]));
}

/** The keys that the browser may ask for on behalf of a module that the server runs. */
export function findClientKeys(entry: string, modules: ReadonlyMap<string, Source>): Set<string> {
  const patterns = Array.from(findClientModules(entry, modules)).flatMap((path) => {
    const source = modules.get(path);
    return source === undefined ? [] : findUses(source).flatMap(({ keys }) => keys);
  });
  return new Set(allKeys.filter((key) => patterns.some((pattern) => pattern.test(key))));
}

/** Keys as few prefixes: a prefix stands for all that is below it, where all of it is asked for. */
function toPrefixes(used: ReadonlySet<string>, tree: object = en, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const below = allKeys.filter((key) => key === path || key.startsWith(`${path}.`));
    if (below.every((key) => used.has(key))) return [path];
    return typeof value === "object" && value !== null ? toPrefixes(used, value, path) : [];
  });
}

/** The layouts around a module of `app/` and the one of its own folder, from the outermost. */
function layoutsAround(path: string, modules: ReadonlyMap<string, Source>): string[] {
  const folders: string[] = [];
  for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) {
    folders.unshift(folder);
  }
  return folders
    .map((folder) => posix.join(folder, "layout.tsx"))
    .filter((layout) => modules.has(layout));
}

/**
 * The prefixes of the messages that each layout sends to the browser, by its path: what the client
 * modules ask for of all the pages that have no layout nearer to them, and of what stands in for a
 * page that failed or does not exist, without what the layouts around it have sent.
 */
export function listPageMessages(
  modules: ReadonlyMap<string, Source>,
): Record<string, readonly string[]> {
  const keysOf = new Map<string, Set<string>>();
  for (const path of modules.keys()) {
    if (!/^app\/(.+\/)?(page|layout|error|not-found)\.tsx$/.test(path)) continue;
    const sender = layoutsAround(path, modules).at(-1);
    if (sender === undefined) throw new Error(`No layout is around ${path}.`);
    const keys = keysOf.get(sender) ?? new Set();
    for (const key of findClientKeys(path, modules)) keys.add(key);
    keysOf.set(sender, keys);
  }
  const lists: Record<string, readonly string[]> = {};
  for (const path of [...keysOf.keys()].sort()) {
    const outer = layoutsAround(path, modules).filter((layout) => layout !== path);
    const sent = new Set(outer.flatMap((layout) => [...(keysOf.get(layout) ?? [])]));
    const own = new Set([...(keysOf.get(path) ?? [])].filter((key) => !sent.has(key)));
    if (own.size > 0) lists[path] = toPrefixes(own);
  }
  return lists;
}
