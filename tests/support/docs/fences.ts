/** A block of commands in a page. */
export type Fence = {
  file: string;
  /** The line of its first command, from 1. */
  line: number;
  /** What it needs that isn't on every machine, by `needs=a,b`. */
  needs: readonly string[];
  /** It goes on running, and serves this port, by `background=PORT`; null where it ends by itself. */
  port: number | null;
  commands: string;
};

/** The blocks of commands (`sh`) of a page, in order. */
export function findFences(file: string, markdown: string): Fence[] {
  const fences: Fence[] = [];
  let open: { mark: string; indent: number; fence: Fence | null; lines: string[] } | null = null;
  for (const [index, line] of markdown.split("\n").entries()) {
    const [, space = "", mark, info = ""] = /^(\s*)(`{3,})(.*)$/.exec(line) ?? [];
    if (open === null) {
      if (mark === undefined) continue;
      const [language, ...attributes] = info.trim().split(/\s+/);
      const valueOf = (name: string) =>
        attributes.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
      const port = valueOf("background");
      const fence: Fence = {
        file,
        line: index + 2,
        needs: valueOf("needs")?.split(",") ?? [],
        port: port === undefined ? null : Number(port),
        commands: "",
      };
      open = { mark, indent: space.length, fence: language === "sh" ? fence : null, lines: [] };
    } else if (mark === open.mark && info.trim() === "") {
      const { fence, lines, indent } = open;
      if (fence !== null) {
        fences.push({ ...fence, commands: lines.map((each) => each.slice(indent)).join("\n") });
      }
      open = null;
    } else {
      open.lines.push(line);
    }
  }
  return fences;
}
