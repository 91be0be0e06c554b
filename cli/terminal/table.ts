import { cutTo, plainLine, widthOf } from "@/cli/terminal/plain-text";

export type Column<Row> = {
  title: string;
  /** Text of anybody: it's made plain. */
  cell: (row: Row) => string;
  paint?: (text: string, row: Row) => string;
  isRight?: boolean;
  /** Gives way where the terminal is too narrow. */
  isFlexible?: boolean;
};

const GAP = "  ";
const NARROWEST = 8;

/**
 * Lines of aligned columns under their titles. Where `width` is given, flexible columns are cut so
 * that no line is longer, as far as that can be.
 */
export function formatTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number | null,
): string[] {
  const cells = rows.map((row) => columns.map(({ cell }) => plainLine(cell(row))));
  const widths = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map((line) => widthOf(line[index] ?? ""))),
  );
  if (width !== null) narrow(columns, widths, width);
  const layOut = (line: readonly string[], row: Row | null): string =>
    columns
      .map(({ isRight, paint }, index) => {
        const size = widths[index] ?? 0;
        const text = cutTo(line[index] ?? "", size);
        const blanks = " ".repeat(Math.max(0, size - widthOf(text)));
        const shown = row === null || paint === undefined ? text : paint(text, row);
        return isRight === true ? blanks + shown : shown + blanks;
      })
      .join(GAP)
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  return [layOut(titles, null), ...rows.map((row, index) => layOut(cells[index] ?? [], row))];
}

/** Takes from the widest flexible column until the line fits. */
function narrow<Row>(columns: readonly Column<Row>[], widths: number[], width: number): void {
  const total = () => widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length);
  for (;;) {
    const surplus = total() - width;
    if (surplus <= 0) return;
    const flexible = columns.flatMap(({ isFlexible }, index) =>
      isFlexible === true && (widths[index] ?? 0) > NARROWEST ? [index] : [],
    );
    const widest = flexible.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
    if (widest === undefined) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}
