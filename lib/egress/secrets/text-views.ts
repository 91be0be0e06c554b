import { foldSigns } from "@/lib/egress/secrets/secret-traces";

/**
 * A text as a reader might see it who undoes escapes or looks only at its letters, with the place of
 * each of its characters in the text that it was made from.
 */
export type TextView = {
  readonly characters: string;
  /** Where each character begins in the original text, and where it ends. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
};

/** Escapes inside escapes are undone so many times. */
const MAX_UNESCAPES = 2;

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** The ways of escaping a character: its sign, what may follow it, and the beginning of that at a text's end. */
const escapes = [
  // JSON and the languages around it. A backslash before any other sign stands for that sign.
  {
    sign: "\\",
    whole:
      /\\(?:u(?<hex>[0-9a-f]{4})|x(?<byte>[0-9a-f]{2})|(?<name>[bfnrt])|(?<literal>[^0-9a-z]))/iy,
    part: /\\(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?$/i,
  },
  { sign: "%", whole: /%(?<hex>[0-9a-f]{2})/iy, part: /%[0-9a-f]?$/i },
  {
    sign: "&",
    whole:
      /&(?:#x0{0,4}(?<hex>[0-9a-f]{1,4})|#0{0,4}(?<decimal>\d{1,4})|(?<name>amp|lt|gt|quot|apos));/iy,
    part: /&(?:#x?[0-9a-f]{0,8}|[a-z]{0,4})$/i,
  },
];
type Escape = (typeof escapes)[number];

function read({ groups = {} }: RegExpExecArray): string {
  const { hex, byte, decimal, name, literal } = groups;
  const digits = hex ?? byte;
  if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16));
  if (decimal !== undefined) return String.fromCharCode(Number(decimal));
  return literal ?? named[(name ?? "").toLowerCase()] ?? "";
}

/** Collects the characters of a view of another view. */
class ViewBuilder {
  readonly #from: TextView;
  readonly #codes: Uint16Array;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  #length = 0;

  constructor(from: TextView) {
    const { length } = from.characters;
    this.#from = from;
    this.#codes = new Uint16Array(length);
    this.#starts = new Uint32Array(length);
    this.#ends = new Uint32Array(length);
  }

  /** Adds a character that stands for those from `start` to `end`. */
  add(code: number, start: number, end: number): void {
    this.#codes[this.#length] = code;
    this.#starts[this.#length] = this.#from.starts[start] ?? 0;
    this.#ends[this.#length] = this.#from.ends[end - 1] ?? 0;
    this.#length += 1;
  }

  build(): TextView {
    const bytes = Buffer.from(this.#codes.buffer, 0, this.#length * 2);
    return {
      characters: bytes.toString("utf16le"),
      starts: this.#starts.subarray(0, this.#length),
      ends: this.#ends.subarray(0, this.#length),
    };
  }
}

function viewText(text: string): TextView {
  const starts = new Uint32Array(text.length);
  const ends = new Uint32Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    starts[index] = index;
    ends[index] = index + 1;
  }
  return { characters: text, starts, ends };
}

/** The view without one kind of escapes. `isWhole` is false where the text may end inside an escape. */
function unescape(view: TextView, { sign, whole, part }: Escape, isWhole: boolean): TextView {
  const { characters } = view;
  const builder = new ViewBuilder(view);
  const length = isWhole
    ? characters.length
    : characters.length - (part.exec(characters.slice(-16))?.[0].length ?? 0);
  let index = 0;
  while (index < length) {
    whole.lastIndex = index;
    const match = characters[index] === sign ? whole.exec(characters) : null;
    const end = match === null ? index + 1 : whole.lastIndex;
    builder.add(
      (match === null ? characters : read(match)).charCodeAt(match === null ? index : 0),
      index,
      end,
    );
    index = end;
  }
  return builder.build();
}

/** The text, and how it reads with up to two layers of escapes undone. */
export function viewsOf(text: string, isWhole: boolean): TextView[] {
  const views = [viewText(text)];
  const seen = new Set([text]);
  let from = 0;
  for (let layer = 0; layer < MAX_UNESCAPES; layer += 1) {
    const outer = views.slice(from);
    from = views.length;
    for (const view of outer) {
      for (const escape of escapes) {
        if (!view.characters.includes(escape.sign)) continue;
        const inner = unescape(view, escape, isWhole);
        if (seen.has(inner.characters)) continue;
        seen.add(inner.characters);
        views.push(inner);
      }
    }
  }
  return views;
}

const ALPHANUMERIC = Uint16Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code).toLowerCase();
  return /[0-9a-z]/.test(character) ? character.charCodeAt(0) : 0;
});

/** What is compared of a view, and the place in the view of each of its characters. */
export type Comparable = { characters: string; places: Uint32Array };

/** The letters and digits of a view, in lower case. */
export function lettersOf({ characters }: TextView): Comparable {
  const places = new Uint32Array(characters.length);
  const codes = new Uint8Array(characters.length);
  let length = 0;
  for (let index = 0; index < characters.length; index += 1) {
    const code = ALPHANUMERIC[characters.charCodeAt(index)] ?? 0;
    if (code === 0) continue;
    codes[length] = code;
    places[length] = index;
    length += 1;
  }
  const letters = Buffer.from(codes.buffer, 0, length).toString("latin1");
  return { characters: letters, places: places.subarray(0, length) };
}

/** Every character of a view, as signs are compared. */
export function signsOf({ characters }: TextView): Comparable {
  return { characters: foldSigns(characters), places: viewText(characters).starts };
}
