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
const paragraphsOf = (lines: readonly string[]) => {
  const isListed = (line: string) => /^(?:in (?:a|an|\d+) \w+:|\s{2})/.test(line);
  const plain = lines.filter((line) => !isListed(line)).map(toMarkdown);
  const listed = lines.filter(isListed);
  return [...plain, ...(listed.length > 0 ? ["", "```text", ...listed, "```"] : [])];
};

/** `docs/reference/variables.md` from `.env.example`. */
export function writeVariablesPage(envExample: string): string {
  const sections = parseEnvExample(envExample).flatMap(({ title, entries }) => {
    const [, name = title, file] = /^(.+?) \(docs\/(.+)\)$/.exec(title) ?? [];
    return [
      "",
      `## ${sentenceCase(name)}`,
      ...(file === undefined ? [] : ["", `More in [security](../${file}).`]),
      ...entries.flatMap(({ names, values, text }) => [
        "",
        `### ${names.map((each) => `\`${each}\``).join(", ")}`,
        "",
        ...paragraphsOf(text),
        "",
        "```ini",
        ...values,
        "```",
      ]),
    ];
  });
  return [
    "# Variables",
    "",
    "Every variable that OpsPulse reads, with its default or an example. None is required for `npm start` on one",
    "machine. An empty variable counts as not set; a malformed one stops the start, and every problem is listed",
    "at once. The page is made from `.env.example` by `npm run docs:build`.",
    "",
    "Variables of the process win over the file `.env` in the folder of the app.",
    ...sections,
    "",
  ].join("\n");
}
