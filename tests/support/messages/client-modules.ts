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

/** The name of the module that a node loads, at once or later; null for types and everything else. */
function loadedBy(node: ts.Node): string | null {
  let name: ts.Expression | undefined;
  if (ts.isImportDeclaration(node)) {
    if (node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return null;
    name = node.moduleSpecifier;
  } else if (ts.isExportDeclaration(node)) {
    if (node.isTypeOnly) return null;
    name = node.moduleSpecifier;
  } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    [name] = node.arguments;
  }
  return name !== undefined && ts.isStringLiteral(name) ? name.text : null;
}

/** The names of the modules that a module loads, as it writes them. */
function loadedNames({ tree }: Source): string[] {
  const names: string[] = [];
  visit(tree, (node) => {
    const name = loadedBy(node);
    if (name !== null) names.push(name);
  });
  return names;
}

/**
 * Every module that a browser may run for a module that the server runs, by path: those that say
 * `use client` and all that they load, except the actions, which stay on the server.
 */
export function findClientModules(
  entry: string,
  modules: ReadonlyMap<string, Source>,
): Set<string> {
  const inBrowser = new Set<string>();
  const onServer = new Set<string>();
  const walk = (path: string, isBelowClient: boolean) => {
    const source = modules.get(path);
    if (source === undefined || hasDirective(source, "use server")) return;
    const isClient = isBelowClient || hasDirective(source, "use client");
    const seen = isClient ? inBrowser : onServer;
    if (seen.has(path)) return;
    seen.add(path);
    for (const name of loadedNames(source)) {
      if (!name.startsWith("@/")) continue;
      for (const ending of [".ts", ".tsx"]) walk(name.slice(2) + ending, isClient);
    }
  };
  walk(entry, false);
  return inBrowser;
}
