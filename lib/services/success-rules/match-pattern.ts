import vm from "node:vm";
import { RE2JS, RE2JSException, RE2JSSyntaxException } from "re2js";
import { MAX_PATTERN_CHARACTERS } from "@/lib/domain/run/success-rule-options";

/**
 * Patterns of users are matched by RE2, which never backtracks: the work is at most the length of
 * the text times the size of the program, which is capped. Nearly every pattern takes less than 20 ms for
 * 1 MB, but `\pL{1,990}(?:\b|\B)\d` takes seconds with 64 KB of letters, and folding the case of wide
 * ranges takes 200 ms without any text: a deadline interrupts both. A text is matched as a whole: at the
 * end of a part of it, `$` would be found where the text goes on.
 */

const MAX_PROGRAM_SIZE = 2_000;
const MAX_PART_CHARACTERS = 40;

/** Why a pattern can't be used, and the part of it that is the reason, where one is. */
type PatternProblem =
  | { code: "rule_pattern_too_long" | "rule_pattern_too_large" }
  | { code: "rule_pattern_invalid"; params: { part: string } };

export type CompiledPattern = { ok: true; pattern: RE2JS } | ({ ok: false } & PatternProblem);

const TOO_SLOW = Symbol("too slow");

const sandbox = { run: (): void => undefined };
const context = vm.createContext(sandbox);
const script = new vm.Script("run()");

/** An error of another realm, which is no instance of this one's `Error`. */
const isTimeout = (error: unknown) =>
  typeof error === "object" &&
  error !== null &&
  "code" in error &&
  error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";

/** Runs a synchronous function, and interrupts it after `timeoutMs`, a millisecond at least. */
function runWithin<Value>(timeoutMs: number, compute: () => Value): Value | typeof TOO_SLOW {
  let value: Value | typeof TOO_SLOW = TOO_SLOW;
  sandbox.run = () => {
    value = compute();
  };
  try {
    script.runInContext(context, { timeout: Math.max(1, Math.ceil(timeoutMs)) });
    return value;
  } catch (error) {
    if (isTimeout(error)) return TOO_SLOW;
    throw error;
  } finally {
    sandbox.run = () => undefined;
  }
}

/** What the parser says of a pattern whose counts or nesting are beyond its limits. */
const limitErrors: readonly string[] = [
  "invalid repeat count",
  "expression too large",
  "expression nests too deeply",
];

/** What is named of a look-behind, which the parser takes for a group with a name. */
const LOOK_BEHIND = /^\(\?<[=!]/;

function problemOf(source: string, error: RE2JSException): PatternProblem {
  const isSyntax = error instanceof RE2JSSyntaxException;
  if (isSyntax && limitErrors.includes(error.error)) return { code: "rule_pattern_too_large" };
  const found = (isSyntax ? error.input : null) ?? source.slice(-1);
  const part = LOOK_BEHIND.exec(found)?.[0] ?? found.slice(0, MAX_PART_CHARACTERS).toWellFormed();
  return { code: "rule_pattern_invalid", params: { part } };
}

function compile(source: string, ignoreCase = false): CompiledPattern {
  if (source.length > MAX_PATTERN_CHARACTERS) return { ok: false, code: "rule_pattern_too_long" };
  try {
    const pattern = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return pattern.programSize() > MAX_PROGRAM_SIZE
      ? { ok: false, code: "rule_pattern_too_large" }
      : { ok: true, pattern };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { ok: false, ...problemOf(source, error) };
  }
}

/**
 * A pattern in RE2's syntax, with no flags except those inside it; or why it cannot be used. It blocks
 * for `timeoutMs` milliseconds at most.
 */
export function compilePattern(
  source: string,
  timeoutMs: number,
  ignoreCase = false,
): CompiledPattern {
  const compiled = runWithin(timeoutMs, () => compile(source, ignoreCase));
  return compiled === TOO_SLOW ? { ok: false, code: "rule_pattern_too_large" } : compiled;
}

/**
 * Whether a pattern is found anywhere in each of some texts. It blocks for `timeoutMs` milliseconds at
 * most.
 */
export function matchPattern(
  source: string,
  texts: readonly string[],
  { timeoutMs, ignoreCase = false }: { timeoutMs: number; ignoreCase?: boolean | undefined },
): boolean[] | "pattern_too_slow" | "pattern_unusable" {
  const result = runWithin(timeoutMs, () => {
    const compiled = compile(source, ignoreCase);
    if (!compiled.ok) return "pattern_unusable";
    return texts.map((text) => compiled.pattern.test(text));
  });
  return result === TOO_SLOW ? "pattern_too_slow" : result;
}
