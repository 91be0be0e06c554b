import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

type DataTableProps = {
  /** The heading of each column; all but the first hold numbers. */
  columns: readonly ReactNode[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  /** Stands in for the table where there is no row. */
  empty: ReactNode;
};

/** A name and some numbers a row. */
export function DataTable({ columns, rows, empty }: DataTableProps) {
  if (rows.length === 0) return <p className="text-ink-faint">{empty}</p>;
  const isNumber = (index: number) => index > 0;
  return (
    <div className="overflow-hidden rounded-block border bg-raised">
      <table className="w-full text-left text-sm">
        <thead className="border-b bg-sunken text-ink-faint">
          <tr className="*:px-4 *:py-2 *:font-medium max-sm:*:px-2.5">
            {columns.map((column, index) => (
              <th key={index} scope="col" className={cn(isNumber(index) && "text-right")}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {rows.map(({ key, cells }) => (
            <tr key={key} className="align-top *:px-4 *:py-2 max-sm:*:px-2.5">
              {cells.map((cell, index) => (
                <td
                  key={index}
                  className={
                    isNumber(index) ? "text-right tabular-nums" : "[overflow-wrap:anywhere]"
                  }
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
