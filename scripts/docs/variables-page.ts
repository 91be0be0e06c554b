import type { DocsLanguage } from "@/lib/domain/docs/docs-path";
import { sectionWords, variableWords } from "@/scripts/docs/variable-words";

type Entry = { names: string[]; values: string[]; text: string[] };
type Section = { title: string; entries: Entry[] };

const SECTION = /^# --- (.+?) -+$/;
const VARIABLE = /^#([A-Z][A-Z0-9_]*)=(.*)$/;

/** The sections of `.env.example` with their variables, each with the comment above it. */
function parseEnvExample(source: string): Section[] {
  const sections: Section[] = [];
  let text: string[] = [];
  for (const line of source.split("\n")) {
    const title = SECTION.exec(line)?.[1];
    const [, name, value = ""] = VARIABLE.exec(line) ?? [];
    const entries = sections.at(-1)?.entries;
    if (title !== undefined) {
      sections.push({ title, entries: [] });
    } else if (name !== undefined && entries !== undefined) {
      const previous = entries.at(-1);
      if (text.length === 0 && previous !== undefined) {
        previous.names.push(name);
        previous.values.push(`${name}=${value}`);
      } else {
        entries.push({ names: [name], values: [`${name}=${value}`], text });
      }
      text = [];
      continue;
    } else if (line.startsWith("# ")) {
      text.push(line.slice(2));
      continue;
    }
    text = [];
  }
  return sections;
}

const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Names of variables and addresses are set as code, so that no mark of Markdown is read in them. */
const toMarkdown = (text: string) =>
  text.replace(
    /`[^`]*`|https?:\/\/\S*\w|\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|(?<=\s)\/api\/[\w/]+/g,
    (match) => (match.startsWith("`") ? match : `\`${match}\``),
  );

/** A line that goes on with a list of names, indented in the comment, stays code. */
const isListed = (line: string) => /^(?:in (?:a|an|\d+) \w+:|\s{2})/.test(line);

const listWords = [
  [/^in a minute:/, "por minuto:"],
  [/^in 15 minutes:/, "em 15 minutos:"],
  [/^in an hour:/, "por hora:"],
] as const;

const inPortuguese = (line: string) =>
  listWords.reduce((text, [from, to]) => text.replace(from, to), line);

function paragraphsOf(lines: readonly string[], words: string | null) {
  const plain = words === null ? lines.filter((line) => !isListed(line)) : [words];
  const listed = lines.filter(isListed).map(words === null ? (line) => line : inPortuguese);
  return [
    ...plain.map(toMarkdown),
    ...(listed.length > 0 ? ["", "```text", ...listed, "```"] : []),
  ];
}

const headers: Record<DocsLanguage, { lines: readonly string[]; more: (file: string) => string }> =
  {
    en: {
      lines: [
        "# Variables",
        "",
        "Every variable that OpsPulse reads, with its default or an example. None is required for `npm start` on one",
        "machine. An empty variable counts as not set; a malformed one stops the start, and every problem is listed",
        "at once. The page is made from `.env.example` by `npm run docs:build`.",
        "",
        "Variables of the process win over the file `.env` in the folder of the app.",
      ],
      more: (file) => `More in [security](../${file}).`,
    },
    "pt-BR": {
      lines: [
        "# Variáveis",
        "",
        "Toda variável que o OpsPulse lê, com seu padrão ou um exemplo. Nenhuma é obrigatória para o `npm start` em uma",
        "máquina. Uma variável vazia conta como não definida; uma malformada impede a partida, e todos os problemas",
        "são listados de uma vez. A página é gerada de `.env.example` por `npm run docs:build`.",
        "",
        "As variáveis do processo valem mais que o arquivo `.env` na pasta do app.",
      ],
      more: (file) => `Mais em [segurança](../${file}).`,
    },
  };

/** The key of an entry among the words in Portuguese. */
function* keysOf(sections: readonly Section[]): Generator<string> {
  const seen = new Map<string, number>();
  for (const { names } of sections.flatMap(({ entries }) => entries)) {
    const name = names[0] ?? "";
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    yield count === 1 ? name : `${name}#${count}`;
  }
}

/** `reference/variables.md` in a language, from `.env.example`. @throws where a variable has no words. */
export function writeVariablesPage(envExample: string, language: DocsLanguage): string {
  const parsed = parseEnvExample(envExample);
  const keys = keysOf(parsed);
  const wordsOf = <Words>(table: Readonly<Record<string, Words>>, key: string): Words | null => {
    if (language === "en") return null;
    const words = table[key];
    if (words === undefined) {
      throw new Error(`scripts/docs/variable-words.ts says nothing of ${key}.`);
    }
    return words;
  };
  const sections = parsed.flatMap(({ title, entries }) => {
    const [, name = title, file] = /^(.+?) \(docs\/(.+)\)$/.exec(title) ?? [];
    return [
      "",
      `## ${sentenceCase(wordsOf(sectionWords, name) ?? name)}`,
      ...(file === undefined ? [] : ["", headers[language].more(file)]),
      ...entries.flatMap(({ names, values, text }) => {
        const key = String(keys.next().value);
        return [
          "",
          `### ${names.map((each) => `\`${each}\``).join(", ")}`,
          "",
          ...paragraphsOf(text, text.length === 0 ? null : wordsOf(variableWords, key)),
          "",
          "```ini",
          ...values,
          "```",
        ];
      }),
    ];
  });
  return [...headers[language].lines, ...sections, ""].join("\n");
}
