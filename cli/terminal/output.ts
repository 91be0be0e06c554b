import { choosePaint, type Paint } from "@/cli/terminal/colors";
import { plainJson } from "@/cli/terminal/plain-text";
import { formatTable, type Column } from "@/cli/terminal/table";
import type { Terminal } from "@/cli/terminal/terminal";

/** Where results go: to a person, or with `--json` to a program. */
export type Output = {
  isJson: boolean;
  paint: Paint;
  /** A line of a result, for a person. With `--json` it's left out. */
  line: (text?: string) => void;
  /** What the API responded, as text of JSON. Without `--json` it's left out. */
  json: (text: string) => void;
  table: <Row>(columns: readonly Column<Row>[], rows: readonly Row[]) => void;
  /** A remark that is no result: it goes to standard error. */
  note: (text: string) => void;
};

export function createOutput(terminal: Terminal, isJson: boolean): Output {
  const line = (text = "") => {
    if (!isJson) terminal.out(text);
  };
  return {
    isJson,
    paint: choosePaint(terminal),
    line,
    json: (text) => {
      if (isJson) terminal.out(plainJson(text));
    },
    table: (columns, rows) => {
      for (const each of formatTable(columns, rows, terminal.columns)) line(each);
    },
    note: (text) => terminal.err(text),
  };
}
