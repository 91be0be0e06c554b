import type { ReadTable } from "@/scripts/docs/read-tables";

/** A table in a diagram: its keys, and how many columns it has besides. */
type Box = {
  name: string;
  rows: readonly { name: string; type: string; mark: string }[];
  more: number;
  /** Tables of the diagram that it points to. */
  parents: readonly string[];
  /** It belongs to another diagram. */
  isGuest: boolean;
};

const parentsOf = ({ name, references }: ReadTable) => [
  ...new Set(references.map(({ table }) => table).filter((table) => table !== name)),
];

/** The tables of a diagram, and those elsewhere that they point to. */
export function boxesOf(tables: readonly ReadTable[]): Box[] {
  const own = tables.map((table): Box => {
    const keys = table.columns.filter(({ isKey, isForeign }) => isKey || isForeign);
    return {
      name: table.name,
      rows: keys.map(({ name, type, isKey, isForeign }) => ({
        name,
        type,
        mark: [isKey && "PK", isForeign && "FK"].filter(Boolean).join(","),
      })),
      more: table.columns.length - keys.length,
      parents: parentsOf(table),
      isGuest: false,
    };
  });
  const names = new Set(own.map(({ name }) => name));
  const guests = new Set(own.flatMap(({ parents }) => parents).filter((name) => !names.has(name)));
  return [
    ...[...guests]
      .sort()
      .map((name): Box => ({ name, rows: [], more: 0, parents: [], isGuest: true })),
    ...own,
  ];
}

/**
 * The diagram as Mermaid, which GitHub draws. Its comment names the picture that the app shows in its
 * place.
 * https://mermaid.js.org/syntax/entityRelationshipDiagram.html
 */
export function toMermaid(
  boxes: readonly Box[],
  { title, image }: { title: string; image: string },
) {
  const lines = ["erDiagram", `  accTitle: ${title}`, `  %% ${image}`];
  for (const { name, rows, isGuest } of boxes) {
    if (isGuest) continue;
    lines.push(`  ${name} {`);
    for (const { name: column, type, mark } of rows) {
      lines.push(`    ${type.replace(/\W+/g, "_")} ${column} ${mark}`);
    }
    lines.push("  }");
  }
  for (const { name, parents } of boxes) {
    for (const parent of parents) lines.push(`  ${parent} ||--o{ ${name} : ""`);
  }
  return lines.join("\n");
}

const COLUMN_WIDTH = 288;
const GAP_X = 96;
const GAP_Y = 24;
const MARGIN = 24;
const HEAD = 30;
const ROW = 20;

const shades = {
  light: {
    paper: "#fbfaf8",
    box: "#ffffff",
    head: "#eef3f4",
    line: "#9aa3a7",
    ink: "#162126",
    soft: "#454f54",
    faint: "#61676b",
    accent: "#0e6f81",
  },
  dark: {
    paper: "#101416",
    box: "#171c1f",
    head: "#1f2b2f",
    line: "#6a7478",
    ink: "#edeeec",
    soft: "#bcc4c8",
    faint: "#98a1a5",
    accent: "#5fb8cb",
  },
} as const;
export type Shade = keyof typeof shades;

const heightOf = ({ rows, more }: Box) => HEAD + (rows.length + (more > 0 ? 1 : 0)) * ROW + 6;

/** How many steps a table is from one that points to none. */
function depthsOf(boxes: readonly Box[]): Map<string, number> {
  const byName = new Map(boxes.map((box) => [box.name, box]));
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const parents = byName.get(name)?.parents ?? [];
    const depth = parents.length === 0 ? 0 : 1 + Math.max(...parents.map(depthOf));
    depths.set(name, depth);
    return depth;
  };
  for (const { name } of boxes) depthOf(name);
  return depths;
}

/** The diagram as an SVG of its own: tables in columns, each to the right of those that it points to. */
export function toSvg(boxes: readonly Box[], { title, shade }: { title: string; shade: Shade }) {
  const color = shades[shade];
  const depths = depthsOf(boxes);
  const bottoms: number[] = [];
  const placed = new Map<string, { x: number; y: number; box: Box }>();
  for (const box of boxes) {
    const depth = depths.get(box.name) ?? 0;
    const y = bottoms[depth] ?? MARGIN;
    placed.set(box.name, { x: MARGIN + depth * (COLUMN_WIDTH + GAP_X), y, box });
    bottoms[depth] = y + heightOf(box) + GAP_Y;
  }
  const columns = bottoms.length;
  const width = 2 * MARGIN + columns * COLUMN_WIDTH + (columns - 1) * GAP_X;
  const height = Math.max(...bottoms) - GAP_Y + MARGIN;

  const lines = [...placed.values()].flatMap(({ x, y, box }) =>
    box.parents.flatMap((name) => {
      const parent = placed.get(name);
      if (parent === undefined) return [];
      const fromX = parent.x + COLUMN_WIDTH;
      const fromY = parent.y + HEAD / 2;
      const toY = y + HEAD / 2;
      const bend = fromX + GAP_X / 2;
      return `<path d="M${fromX} ${fromY}C${bend} ${fromY} ${x - GAP_X / 2} ${toY} ${x - 6} ${toY}" fill="none" stroke="${color.line}"/><circle cx="${x - 3}" cy="${toY}" r="3" fill="${color.accent}"/>`;
    }),
  );
  const drawn = [...placed.values()].map(({ x, y, box }) => {
    const boxHeight = heightOf(box);
    const row = (index: number) => y + HEAD + index * ROW + 15;
    return [
      `<rect x="${x}" y="${y}" width="${COLUMN_WIDTH}" height="${boxHeight}" rx="8" fill="${color.box}" stroke="${color.line}"${box.isGuest ? ' stroke-dasharray="4 3"' : ""}/>`,
      ...(box.isGuest
        ? []
        : [
            `<path d="M${x} ${y + HEAD}v-${HEAD - 8}a8 8 0 0 1 8-8h${COLUMN_WIDTH - 16}a8 8 0 0 1 8 8v${HEAD - 8}z" fill="${color.head}"/>`,
          ]),
      `<text x="${x + 12}" y="${y + 20}" fill="${box.isGuest ? color.faint : color.ink}" font-weight="600">${box.name}</text>`,
      ...box.rows.map(
        ({ name, type, mark }, index) =>
          `<text x="${x + 12}" y="${row(index)}" fill="${color.soft}">${name}</text><text x="${x + COLUMN_WIDTH - 64}" y="${row(index)}" fill="${color.faint}" text-anchor="end">${type.split(" ")[0] ?? ""}</text><text x="${x + COLUMN_WIDTH - 12}" y="${row(index)}" fill="${color.accent}" text-anchor="end">${mark}</text>`,
      ),
      ...(box.more > 0
        ? [
            `<text x="${x + 12}" y="${row(box.rows.length)}" fill="${color.faint}">+ ${box.more}</text>`,
          ]
        : []),
    ].join("\n");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="12.5">
<title>${title}</title>
<rect width="${width}" height="${height}" fill="${color.paper}"/>
${[...lines, ...drawn].join("\n")}
</svg>
`;
}
