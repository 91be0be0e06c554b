import ts from "typescript";
import { visit, type Source } from "@/tests/support/messages/sources";

function hasDirective({ tree }: Source, directive: "use client" | "use server"): boolean {
  const [first] = tree.statements;
  return (
    first !== undefined &&
    ts.isExpressionStatement(first) &&
    ts.isStringLiteral(first.expression) &&
    first.expression.text === directive
  );
}

/** `at once` leaves out what is fetched when it is first needed. */
type When = "at once" | "ever";

/** The name of the module that a node loads; null for types and everything else. */
function loadedBy(node: ts.Node, when: When): string | null {
  let name: ts.Expression | undefined;
  if (ts.isImportDeclaration(node)) {
    if (node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return null;
    name = node.moduleSpecifier;
  } else if (ts.isExportDeclaration(node)) {
    if (node.isTypeOnly) return null;
    name = node.moduleSpecifier;
  } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    if (when === "at once") return null;
    [name] = node.arguments;
  }
  return name !== undefined && ts.isStringLiteral(name) ? name.text : null;
}

/** The names of the modules that a module loads, as it writes them. */
export function loadedNames({ tree }: Source, when: When): string[] {
  const names: string[] = [];
  visit(tree, (node) => {
    const name = loadedBy(node, when);
    if (name !== null) names.push(name);
  });
  return names;
}

/**
 * Every module that a browser may run for a module that the server runs, by path: those that say
 * `use client` and all that they load, except the actions, which stay on the server.
 * @throws {Error} where there is no such module.
 */
export function findClientModules(
  entry: string,
  modules: ReadonlyMap<string, Source>,
  when: When = "ever",
): Set<string> {
  if (!modules.has(entry)) throw new Error(`There is no module ${entry}.`);
  const inBrowser = new Set<string>();
  const onServer = new Set<string>();
  const walk = (path: string, isBelowClient: boolean) => {
    const source = modules.get(path);
    if (source === undefined || hasDirective(source, "use server")) return;
    const isClient = isBelowClient || hasDirective(source, "use client");
    const seen = isClient ? inBrowser : onServer;
    if (seen.has(path)) return;
    seen.add(path);
    for (const name of loadedNames(source, when)) {
      if (!name.startsWith("@/")) continue;
      for (const ending of [".ts", ".tsx"]) walk(name.slice(2) + ending, isClient);
    }
  };
  walk(entry, false);
  return inBrowser;
}
