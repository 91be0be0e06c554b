import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Pair,
  type Scalar,
  type YAMLError,
} from "yaml";
import type { CodeFormat } from "@/lib/domain/code/code-options";
import type { FieldProblem } from "@/lib/domain/errors";
import { isJsonNumber } from "@/lib/domain/json/decimal";
import { parseExactJson, toJsonNumber, type JsonNumber } from "@/lib/domain/json/exact-json";

/** The most values of a file, each alias counted with all that it stands for. */
const MAX_VALUES = 200_000;

/** The most characters of a file, each alias counted with all that it stands for. */
const MAX_CHARACTERS = 8_000_000;

/** Lists and objects within each other. */
const MAX_DEPTH = 40;

/** The most problems of YAML itself that are reported at once. */
const MAX_PROBLEMS = 20;

const NESTED = "Lists and objects are nested too deeply. Use fewer levels.";

const PLAIN_TAGS = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`),
);

type Place = { line: number; column: number };

/** What YAML can say and a file can't. `offset` is where, in characters. */
class UnreadableYamlError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = "UnreadableYamlError";
    this.offset = offset;
  }
}

const offsetOf = (node: unknown): number => {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : null;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : 0;
};

/** Problems of YAML itself: no screen knows more of them than this text. */
const yamlProblem = (message: string, { line, column }: Place): FieldProblem => ({
  path: "",
  code: "yaml_invalid",
  message,
  params: { reason: message },
  line,
  column,
});

/** A number with all of its figures, also where it isn't written as JSON writes it. */
function readNumber({ source = "", value }: Scalar, offset: number): JsonNumber {
  const figures = source.replace(/^\+/, "");
  if (isJsonNumber(figures)) return toJsonNumber(figures);
  const number = Number(value);
  const isWhole = /^[-+]?[0-9]+$|^0[xo]/.test(source);
  if (isWhole ? Number.isSafeInteger(number) : Number.isFinite(number)) return number;
  throw new UnreadableYamlError(
    `${source} isn't a number that can be kept. Write it in figures.`,
    offset,
  );
}

/** Turns the nodes of a document into data, with aliases in their places. */
class Reader {
  readonly #anchors = new Map<string, unknown>();
  #values = 0;
  #characters = 0;

  read(node: unknown, depth = 0): unknown {
    const offset = offsetOf(node);
    this.#values += 1;
    if (this.#values > MAX_VALUES) {
      throw new UnreadableYamlError(
        "The file has too many values. Use fewer aliases, or two files.",
        offset,
      );
    }
    if (depth > MAX_DEPTH) {
      throw new UnreadableYamlError(NESTED, offset);
    }
    if (node === null || node === undefined) return null;
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (target === undefined) {
        throw new UnreadableYamlError(
          `There is no anchor &${node.source} before this alias.`,
          offset,
        );
      }
      return this.read(target, depth + 1);
    }
    const value = this.#readOwn(node, offset, depth);
    // Only now, so that nothing holds itself.
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return value;
  }

  #readOwn(node: unknown, offset: number, depth: number): unknown {
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.tag !== undefined) {
      if (!PLAIN_TAGS.has(node.tag)) {
        throw new UnreadableYamlError(`The tag ${node.tag} isn't known. Remove it.`, offset);
      }
    }
    if (isScalar(node)) return this.#readScalar(node, offset);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (isMap(node)) return this.#readMap(node.items, depth);
    throw new UnreadableYamlError("This can't be read.", offset);
  }

  #readScalar(node: Scalar, offset: number): unknown {
    const { value } = node;
    this.#characters += typeof value === "string" ? value.length : 0;
    if (this.#characters > MAX_CHARACTERS) {
      throw new UnreadableYamlError("Aliases make the file too large. Use fewer of them.", offset);
    }
    if (typeof value === "number" || typeof value === "bigint") return readNumber(node, offset);
    return value;
  }

  #readMap(pairs: readonly Pair[], depth: number): Record<string, unknown> {
    const own: [string, unknown][] = [];
    const merged: [string, unknown][] = [];
    for (const { key, value } of pairs) {
      if (!isScalar(key)) {
        throw new UnreadableYamlError("A name here must be a text.", offsetOf(key));
      }
      const name = String(key.value);
      const read = this.read(value, depth + 1);
      const isMerge = name === "<<" && key.type === "PLAIN";
      if (isMerge) merged.push(...this.#readMerge(read, offsetOf(key)));
      if (!isMerge) own.push([name, read]);
    }
    // What is named twice has the value that stands last: its own.
    return Object.fromEntries([...merged, ...own]);
  }

  /** What `<<` brings: of several, the first that has a name gives its value. */
  #readMerge(value: unknown, offset: number): [string, unknown][] {
    const sources = (Array.isArray(value) ? value.toReversed() : [value]) as unknown[];
    return sources.flatMap((source) => {
      if (typeof source !== "object" || source === null || Array.isArray(source)) {
        throw new UnreadableYamlError("<< takes an object, or a list of objects.", offset);
      }
      return Object.entries(source);
    });
  }
}

function parse(text: string): { parsed: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter();
  const parsed = parseDocument(text, {
    version: "1.2",
    schema: "core",
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
    prettyErrors: false,
    logLevel: "error",
    lineCounter: lines,
  });
  return { parsed, lines };
}

const placeIn = (lines: LineCounter, offset: number): Place => {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
};

/** What the parser finds, in words that say what to do where its own don't. */
function toProblem({ code, message, pos: [offset] }: YAMLError, lines: LineCounter): FieldProblem {
  const place = placeIn(lines, offset);
  if (code === "DUPLICATE_KEY") {
    return yamlProblem("This name stands twice in its object. Remove one of the two.", place);
  }
  if (code === "MULTIPLE_DOCS") {
    return yamlProblem("The file has more than one document. Remove the line ---.", place);
  }
  if (message.startsWith("Maximum call stack")) return yamlProblem(NESTED, place);
  return yamlProblem(message, place);
}

function readYaml(text: string): CodeTextResult {
  const { parsed, lines } = parse(text);
  const problems = [...parsed.errors, ...parsed.warnings].map((found) => toProblem(found, lines));
  if (problems.length > 0) {
    const nested = problems.find(({ message }) => message === NESTED);
    return { ok: false, problems: nested ? [nested] : problems.slice(0, MAX_PROBLEMS) };
  }
  if (parsed.directives.yaml.explicit === true && parsed.directives.yaml.version !== "1.2") {
    return { ok: false, problems: [yamlProblem("Write YAML 1.2.", { line: 1, column: 1 })] };
  }
  try {
    return { ok: true, value: new Reader().read(parsed.contents) };
  } catch (error) {
    if (!(error instanceof UnreadableYamlError)) throw error;
    return { ok: false, problems: [yamlProblem(error.message, placeIn(lines, error.offset))] };
  }
}

/** The names that an object of this JSON has twice. The reader of YAML finds them in JSON too. */
function findRepeatedNames(text: string): FieldProblem[] {
  const { parsed, lines } = parse(text);
  return parsed.errors
    .filter(({ code }) => code === "DUPLICATE_KEY")
    .slice(0, MAX_PROBLEMS)
    .map((found) => toProblem(found, lines));
}

function readJson(text: string): CodeTextResult {
  try {
    const value = parseExactJson(text);
    const problems = findRepeatedNames(text);
    return problems.length > 0 ? { ok: false, problems } : { ok: true, value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [, offset] = /position (\d+)/.exec(error.message) ?? [];
    const before = text.slice(0, Number(offset ?? 0)).split("\n");
    const place = { line: before.length, column: (before.at(-1) ?? "").length + 1 };
    return { ok: false, problems: [yamlProblem(error.message, place)] };
  }
}

export type CodeTextResult = { ok: true; value: unknown } | { ok: false; problems: FieldProblem[] };

/**
 * Reads the text of a file: YAML 1.2 with anchors, aliases and `<<`, or JSON. Numbers keep all of their
 * figures. A name that stands twice in an object is a problem, and so is an alias that is not of something
 * before it, or that makes the file too large.
 */
export function readCodeText({
  text,
  format,
}: {
  text: string;
  format: CodeFormat;
}): CodeTextResult {
  try {
    return format === "json" ? readJson(text) : readYaml(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, problems: [yamlProblem(NESTED, { line: 1, column: 1 })] };
  }
}

/** The pair that the first of these names stand for: a name may have dots in it. */
function findPair(pairs: readonly Pair[], names: readonly string[]) {
  for (let count = names.length; count > 0; count -= 1) {
    const name = names.slice(0, count).join(".");
    const pair = pairs.find(({ key }) => isScalar(key) && String(key.value) === name);
    if (pair !== undefined) return { pair, count };
  }
  return null;
}

function findOffset(root: unknown, path: string): number {
  let names = path === "" ? [] : path.split(".");
  let node = root;
  let offset = offsetOf(root);
  while (names.length > 0) {
    if (isSeq(node)) {
      node = node.items[Number(names[0])];
      if (node === undefined) return offset;
      offset = offsetOf(node);
      names = names.slice(1);
    } else if (isMap(node)) {
      const found = findPair(node.items, names);
      if (found === null) return offset;
      offset = offsetOf(found.pair.key);
      node = found.pair.value;
      names = names.slice(found.count);
    } else {
      return offset;
    }
  }
  return offset;
}

/** Where paths are in a text that was read before; of a path that isn't in it, where its nearest part is. */
export function locateInCode({ text, paths }: { text: string; paths: readonly string[] }): Place[] {
  try {
    const { parsed, lines } = parse(text);
    return paths.map((path) => placeIn(lines, findOffset(parsed.contents, path)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [];
  }
}
