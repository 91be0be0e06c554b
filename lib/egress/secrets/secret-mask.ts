import { tracesOf, type SecretTrace } from "@/lib/egress/secrets/secret-traces";
import {
  lettersOf,
  signsOf,
  viewsOf,
  type Comparable,
  type TextView,
} from "@/lib/egress/secrets/text-views";
import { TraceSearch, type TraceHit } from "@/lib/egress/secrets/trace-search";

/**
 * Removes secrets from text that an endpoint or an error returned.
 *
 * A text is looked at as it is and with its escapes undone. In each of these views, the letters and
 * digits are compared with those of the secret and of its encodings: case, and whatever stands between
 * the letters, make no difference.
 */

const REPLACEMENT = "[secret]";

export type SecretMask = {
  /** A whole text with every secret replaced. */
  text: (text: string) => string;
  /**
   * As `text`, but only the first `limit` characters. A secret that begins before the limit is
   * replaced whole, also where it ends after it. Never ends in half a surrogate pair. Where the text
   * itself was cut short (`isWhole` is false), the beginning of a secret at its end is replaced too.
   */
  cut: (text: string, limit: number, isWhole?: boolean) => string;
};

type Span = { start: number; end: number };

/** Moves an end of a hit over the signs that belong to the secret there. */
function reach(characters: string, from: number, step: 1 | -1, signs: readonly string[]): number {
  let index = from;
  for (const allowed of signs) {
    const character = characters.charAt(index);
    if (character === "" || !allowed.includes(character)) break;
    index += step;
  }
  return index;
}

function spanOf(view: TextView, { places }: Comparable, { trace, start, end }: TraceHit): Span {
  const first = places[start] ?? 0;
  const last = places[end - 1] ?? first;
  const from = reach(view.characters, first - 1, -1, trace.lead) + 1;
  const to = reach(view.characters, last + 1, 1, trace.tail) - 1;
  return { start: view.starts[from] ?? 0, end: view.ends[to] ?? 0 };
}

/** The spans in order; those that overlap are one. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start < last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

function replaceSpans(text: string, spans: readonly Span[], limit: number): string {
  let masked = "";
  let position = 0;
  for (const { start, end } of spans) {
    if (start >= limit) break;
    masked += text.slice(position, start) + REPLACEMENT;
    position = end;
  }
  return masked + text.slice(position, limit);
}

const dropHalfPair = (text: string) => text.replace(/[\ud800-\udbff]$/, "");

const emptyMask: SecretMask = {
  text: (text) => text,
  cut: (text, limit) => dropHalfPair(text.slice(0, limit)),
};

type Look = { compare: (view: TextView) => Comparable; search: TraceSearch };

function looksFor(traces: readonly SecretTrace[]): Look[] {
  const looks = [
    { compare: lettersOf, traces: traces.filter(({ hasSigns }) => !hasSigns) },
    { compare: signsOf, traces: traces.filter(({ hasSigns }) => hasSigns) },
  ];
  return looks
    .filter((look) => look.traces.length > 0)
    .map((look) => ({ compare: look.compare, search: new TraceSearch(look.traces) }));
}

/**
 * A mask for secrets of printable ASCII, of at least 8 characters each. It finds them bare, in
 * hexadecimal and in Base64, also as a part of a longer text in it: in any case, with anything but
 * letters and digits between their characters, and with up to two layers of escapes for JSON, URLs,
 * forms and HTML around them; and every part of them that is at least half of one.
 *
 * Masking again changes nothing, unless a secret itself holds `secret`. Time grows with the text, not
 * with its square. Without secrets, texts are handed back as they are.
 */
export function createMask(sensitive: readonly string[]): SecretMask {
  const secrets = [...new Set(sensitive)].filter((secret) => secret !== "");
  if (secrets.length === 0) return emptyMask;
  const looks = looksFor(secrets.flatMap(tracesOf));
  const mask = (text: string, limit: number, isWhole: boolean) => {
    const spans = viewsOf(text, isWhole).flatMap((view) =>
      looks.flatMap(({ compare, search }) => {
        const seen = compare(view);
        return search
          .find(seen.characters, isWhole)
          .map((hit) => spanOf(view, seen, hit))
          .map((span) =>
            // What is left of a cut secret goes on to the end, with the escape that was cut.
            !isWhole && span.end === view.ends.at(-1) ? { ...span, end: text.length } : span,
          );
      }),
    );
    return replaceSpans(text, merge(spans), limit);
  };
  return {
    text: (text) => mask(text, text.length, true),
    cut: (text, limit, isWhole = true) => dropHalfPair(mask(text, limit, isWhole)),
  };
}
