import vm from "node:vm";
import { RE2JS, RE2JSException, RE2JSSyntaxException } from "re2js";
import { MAX_PATTERN_CHARACTERS } from "@/lib/domain/run/success-rule-options";

/**
 * Patterns of users are matched by RE2, which never backtracks: the work is at most the length of
 * the text times the size of the program. Both are capped. Within the caps nearly every pattern takes
 * less than 100 ms, but `\pL{1,990}(?:\b|\B)\d` takes seconds with 64 KB of letters, and folding the
 * case of wide ranges takes 200 ms without any text: a deadline interrupts both.
 */

const MAX_PROGRAM_SIZE = 2_000;
const MAX_TEXT_CHARACTERS = 65_536;

type PatternProblem = "rule_pattern_invalid" | "rule_pattern_too_long" | "rule_pattern_too_large";

export type CompiledPattern = { ok: true; pattern: RE2JS } | { ok: false; code: PatternProblem };

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

function compile(source: string): CompiledPattern {
  if (source.length > MAX_PATTERN_CHARACTERS) return { ok: false, code: "rule_pattern_too_long" };
  try {
    const pattern = RE2JS.compile(source);
    return pattern.programSize() > MAX_PROGRAM_SIZE
      ? { ok: false, code: "rule_pattern_too_large" }
      : { ok: true, pattern };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const isTooLarge = error instanceof RE2JSSyntaxException && limitErrors.includes(error.error);
    return { ok: false, code: isTooLarge ? "rule_pattern_too_large" : "rule_pattern_invalid" };
  }
}

/**
 * A pattern in RE2's syntax, with no flags except those inside it; or why it cannot be used. It blocks
 * for `timeoutMs` milliseconds at most.
 */
export function compilePattern(source: string, timeoutMs: number): CompiledPattern {
  const compiled = runWithin(timeoutMs, () => compile(source));
  return compiled === TOO_SLOW ? { ok: false, code: "rule_pattern_too_large" } : compiled;
}

/**
 * Whether a pattern is found anywhere in the first 64 KB (65,536 characters) of a text. It blocks for
 * `timeoutMs` milliseconds at most.
 */
export function matchPattern(
  source: string,
  text: string,
  timeoutMs: number,
): boolean | "pattern_too_slow" | "pattern_unusable" {
  const result = runWithin(timeoutMs, () => {
    const compiled = compile(source);
    if (!compiled.ok) return "pattern_unusable";
    return compiled.pattern.test(text.slice(0, MAX_TEXT_CHARACTERS));
  });
  return result === TOO_SLOW ? "pattern_too_slow" : result;
}
