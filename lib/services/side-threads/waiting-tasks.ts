/** What waits, by workspace. Workspaces take turns; within one, the first to come is the first to go. */
export class WaitingTasks<Task> {
  /** The next in turn is the first. No list is empty. */
  readonly #byWorkspace = new Map<string, Task[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(workspaceId: string, task: Task): void {
    const tasks = this.#byWorkspace.get(workspaceId);
    if (tasks === undefined) this.#byWorkspace.set(workspaceId, [task]);
    else tasks.push(task);
    this.#size += 1;
  }

  /** Removes a task where it still waits. */
  remove(workspaceId: string, task: Task): void {
    const tasks = this.#byWorkspace.get(workspaceId) ?? [];
    const index = tasks.indexOf(task);
    if (index < 0) return;
    tasks.splice(index, 1);
    this.#size -= 1;
    if (tasks.length === 0) this.#byWorkspace.delete(workspaceId);
  }

  /** Removes and returns the next task of the workspace whose turn it is; that workspace is the last then. */
  take(): Task | undefined {
    for (const [workspaceId, tasks] of this.#byWorkspace) {
      this.#byWorkspace.delete(workspaceId);
      const task = tasks.shift();
      if (task === undefined) continue;
      this.#size -= 1;
      if (tasks.length > 0) this.#byWorkspace.set(workspaceId, tasks);
      return task;
    }
    return undefined;
  }

  takeAll(): Task[] {
    const tasks = Array.from(this.#byWorkspace.values()).flat();
    this.#byWorkspace.clear();
    this.#size = 0;
    return tasks;
  }
}
