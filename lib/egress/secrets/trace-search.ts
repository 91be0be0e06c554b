import { MIN_TRACE_LETTERS, type SecretTrace } from "@/lib/egress/secrets/secret-traces";

/** The shortest beginning of a secret that is found where a text was cut in the middle of it. */
const MIN_CUT_LETTERS = 3;

const GRAM_LETTERS = MIN_TRACE_LETTERS;

/** Letters from `start` to `end` that belong to a trace. */
export type TraceHit = { trace: SecretTrace; start: number; end: number };

const HASHES = 65_536;

/** Of four of the eight letters from `index` on. */
const hashGram = (letters: string, index: number) =>
  (letters.charCodeAt(index) * 31_337 +
    letters.charCodeAt(index + 2) * 4_099 +
    letters.charCodeAt(index + 5) * 257 +
    letters.charCodeAt(index + 7) * 17) %
  HASHES;

type Place = { trace: number; at: number };

/**
 * Half of a secret gives most of it away. Less than half is left alone: a shorter part, if it were
 * replaced, would tell somebody who sends guesses to an echo which of them are right.
 */
const longestLeftAlone = ({ letters }: SecretTrace) =>
  Math.max(GRAM_LETTERS, Math.ceil(letters.length / 2)) - 1;

/**
 * Finds traces in letters: whole, and every part of one that is at least half of it. Time grows with the
 * length of the letters.
 */
export class TraceSearch {
  readonly #traces: readonly SecretTrace[];
  /** Where each run of eight letters first stands in a trace. */
  readonly #grams = new Map<string, Place[]>();
  /** Not zero at the hash of each gram, so that most of a text need not be looked up. */
  readonly #hashes = new Uint8Array(HASHES);

  constructor(traces: readonly SecretTrace[]) {
    this.#traces = traces;
    for (const [trace, { letters }] of traces.entries()) {
      for (let at = 0; at + GRAM_LETTERS <= letters.length; at += 1) {
        const gram = letters.slice(at, at + GRAM_LETTERS);
        this.#hashes[hashGram(letters, at)] = 1;
        const places = this.#grams.get(gram);
        if (places === undefined) this.#grams.set(gram, [{ trace, at }]);
        else if (!places.some((place) => place.trace === trace)) places.push({ trace, at });
      }
    }
  }

  find(letters: string, isWhole: boolean): TraceHit[] {
    return [
      ...this.#findParts(letters),
      ...this.#traces.flatMap((trace) => [
        ...findAll(letters, trace),
        ...(isWhole ? [] : findCut(letters, trace)),
      ]),
    ];
  }

  #findParts(letters: string): TraceHit[] {
    const hits: TraceHit[] = [];
    /** For each trace the run that was seen last, so that no letter of it is compared again. */
    const seen = this.#traces.map(() => ({ shift: Number.NaN, end: 0 }));
    for (let index = 0; index + GRAM_LETTERS <= letters.length; index += 1) {
      if (this.#hashes[hashGram(letters, index)] === 0) continue;
      const places = this.#grams.get(letters.slice(index, index + GRAM_LETTERS));
      for (const { trace: number, at } of places ?? []) {
        const trace = this.#traces[number];
        const last = seen[number];
        if (trace === undefined || last === undefined) continue;
        if (last.shift === index - at && index < last.end) continue;
        const { start, end } = runAround(letters, index, trace.letters, at);
        seen[number] = { shift: index - at, end };
        if (end - start > longestLeftAlone(trace)) hits.push({ trace, start, end });
      }
    }
    return hits;
  }
}

/** The longest run of equal letters around a gram that both have. */
function runAround(text: string, index: number, letters: string, at: number) {
  let start = index;
  for (let other = at; start > 0 && other > 0 && text[start - 1] === letters[other - 1];) {
    start -= 1;
    other -= 1;
  }
  let end = index + GRAM_LETTERS;
  while (end < text.length && text[end] === letters[at + end - index]) end += 1;
  return { start, end };
}

function findAll(letters: string, trace: SecretTrace): TraceHit[] {
  const hits: TraceHit[] = [];
  const { length } = trace.letters;
  let start = letters.indexOf(trace.letters);
  while (start !== -1) {
    hits.push({ trace, start, end: start + length });
    start = letters.indexOf(trace.letters, start + 1);
  }
  return hits;
}

/** The longest beginning of a trace with which the letters end. */
function findCut(letters: string, trace: SecretTrace): TraceHit[] {
  const longest = Math.min(trace.letters.length - 1, letters.length);
  for (let length = longest; length >= MIN_CUT_LETTERS; length -= 1) {
    const start = letters.length - length;
    if (letters.endsWith(trace.letters.slice(0, length))) {
      return [{ trace, start, end: letters.length }];
    }
  }
  return [];
}
