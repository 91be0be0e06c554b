import ts from "typescript";
import { visit, type Source } from "@/tests/support/messages/sources";

/** Every message by its full key, such as `run.facts.slot`. */
export function flattenMessages(tree: unknown, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  if (typeof tree !== "object" || tree === null) return flat;
  for (const [name, value] of Object.entries(tree)) {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    if (typeof value === "string") flat.set(key, value);
    else for (const [inner, text] of flattenMessages(value, key)) flat.set(inner, text);
  }
  return flat;
}

/** The first call in an expression that makes a translator. */
function findTranslatorCall(expression: ts.Node): ts.CallExpression | null {
  let found: ts.CallExpression | null = null;
  visit(expression, (node) => {
    if (
      found === null &&
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      /^((get|use)Translations|createTranslator|translatorOf)$/.test(node.expression.text)
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

/** The type of a translator that a function is given. */
const TRANSLATOR_TYPE = /^ReturnType<typeof useTranslations<"([^"]+)">>$/;

/** The namespaces of each translator of a file, by the name of its variable. */
function findTranslators({ tree }: Source): Map<string, Set<string>> {
  const translators = new Map<string, Set<string>>();
  const add = (name: ts.BindingName, expression: ts.Node) => {
    const call = findTranslatorCall(expression);
    if (call === null || !ts.isIdentifier(name)) return;
    const known = translators.get(name.text) ?? new Set();
    translators.set(name.text, known.add(namespaceOf(call)));
  };
  visit(tree, (node) => {
    if (ts.isPropertySignature(node) && ts.isIdentifier(node.name) && node.type !== undefined) {
      const [, namespace] = TRANSLATOR_TYPE.exec(node.type.getText(tree)) ?? [];
      if (namespace !== undefined) translators.set(node.name.text, new Set([namespace]));
      return;
    }
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

export type Use = { where: string; keys: readonly RegExp[] };

/** Patterns of every string that a key expression can be. What is known at run time only is one part of a key. */
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

/** Every place in a module that asks for a message. */
export function findUses(source: Source): Use[] {
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
    // One that a function is given in an object, such as `speech.t`.
    if (ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression)) {
      callee = ts.isIdentifier(callee.name) ? callee.name : callee;
    }
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
