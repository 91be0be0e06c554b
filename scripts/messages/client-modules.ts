import { join, relative } from "node:path";
import ts from "typescript";
import { root, visit, type Source } from "@/scripts/messages/sources";

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  paths: { "@/*": [join(root, "*")] },
};

function hasDirective({ tree }: Source, directive: "use client" | "use server"): boolean {
  const [first] = tree.statements;
  return (
    first !== undefined &&
    ts.isExpressionStatement(first) &&
    ts.isStringLiteral(first.expression) &&
    first.expression.text === directive
  );
}

/** Whether nothing of an import or export is there when the module runs. */
function isTypesOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
}

/** The modules of the project that a module loads, at once or later. */
function importsOf({ path, tree }: Source): string[] {
  const names: string[] = [];
  visit(tree, (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && !isTypesOnly(node)) {
      if (node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
        names.push(node.moduleSpecifier.text);
      }
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [name] = node.arguments;
      if (name !== undefined && ts.isStringLiteral(name)) names.push(name.text);
    }
  });
  return names.flatMap((name) => {
    const { resolvedModule } = ts.resolveModuleName(name, join(root, path), options, ts.sys);
    if (resolvedModule === undefined || resolvedModule.isExternalLibraryImport) return [];
    return [relative(root, resolvedModule.resolvedFileName)];
  });
}

/**
 * Every module that a browser may run for a module that the server runs, by path: those that say
 * `use client` and all that they load, but not the actions that stay on the server.
 */
export function findClientModules(
  entry: string,
  sources: ReadonlyMap<string, Source>,
): Set<string> {
  const inBrowser = new Set<string>();
  const onServer = new Set<string>();
  const walk = (path: string, isBelowClient: boolean) => {
    const source = sources.get(path);
    if (source === undefined || hasDirective(source, "use server")) return;
    const isClient = isBelowClient || hasDirective(source, "use client");
    const seen = isClient ? inBrowser : onServer;
    if (seen.has(path)) return;
    seen.add(path);
    for (const next of importsOf(source)) walk(next, isClient);
  };
  walk(entry, false);
  return inBrowser;
}
