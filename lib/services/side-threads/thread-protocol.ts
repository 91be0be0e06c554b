/** What a side thread is sent: a task by its name, and what it works on. */
export type ThreadOrder = { task: string; input: unknown; budgetMs: number };

/** What it sends back: first that it is ready, then a result for each order. */
export type ThreadMessage =
  { kind: "READY" } | { kind: "DONE"; value: unknown } | { kind: "THROWN"; error: Error };
