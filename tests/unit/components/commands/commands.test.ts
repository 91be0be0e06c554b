import { describe, expect, it } from "vitest";
import { countRuns, undoOf, type CommandOutcome } from "@/components/commands/command-outcome";
import { shortcutOf, type KeyPress, type KeySurroundings } from "@/components/commands/shortcut-of";
import type { RoutineChange } from "@/lib/domain/routine/routine-change";

describe("the outcome of a command", () => {
  const changed = (change: RoutineChange, ids: string[], tags: string[] = []): CommandOutcome => ({
    kind: "changed",
    change,
    tags,
    result: { changed: ids, unchanged: 0, skipped: [] },
  });

  it.each([
    [changed("pause", ["a"]), { change: "resume", selection: { ids: ["a"] } }],
    [changed("resume", ["a", "b"]), { change: "pause", selection: { ids: ["a", "b"] } }],
    [changed("delete", ["a"]), null],
    [changed("tag", ["a"], ["red"]), { change: "untag", selection: { ids: ["a"] }, tags: ["red"] }],
    [changed("untag", ["a"], ["red"]), { change: "tag", selection: { ids: ["a"] }, tags: ["red"] }],
    [changed("tag", ["a"], ["red", "blue"]), null],
    [changed("pause", []), null],
    [{ kind: "lost" } as const, null],
  ])("%o is taken back by %o", (outcome, undo) => {
    expect(undoOf(outcome)).toEqual(undo);
  });

  it("counts runs by their outcome, and names why others did not start", () => {
    const run = (status: "SUCCESS" | "FAIL") => ({
      ok: true as const,
      routine_id: "a",
      run: {
        id: "r",
        status,
        is_degraded: false,
        http_status: 200,
        duration_ms: 1,
        error_code: null,
      },
    });
    const refused = { ok: false as const, routine_id: "b", code: "CONFLICT" as const };
    expect(countRuns([run("SUCCESS"), run("FAIL"), run("SUCCESS"), refused])).toEqual({
      ran: 3,
      succeeded: 2,
      failed: 1,
      notRun: 1,
      reason: "CONFLICT",
    });
    expect(countRuns([run("FAIL")])).toMatchObject({ succeeded: 0, notRun: 0, reason: null });
  });
});

describe("the keys", () => {
  const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    isComposing: false,
    ...held,
  });
  const free: KeySurroundings = { isTyping: false, isCovered: false, areSingleKeysOn: true };

  it.each([
    ["j", "next"],
    ["k", "previous"],
    ["x", "select"],
    ["/", "search"],
    ["n", "new"],
    ["?", "keys"],
    ["q", null],
    ["Enter", null],
  ])("%s asks for %s", (key, shortcut) => {
    expect(shortcutOf(press(key), free)).toBe(shortcut);
  });

  it.each([{ isTyping: true }, { isCovered: true }, { areSingleKeysOn: false }])(
    "single keys are left alone where %o",
    (around) => {
      for (const key of ["j", "k", "x", "/", "n", "?"]) {
        expect(shortcutOf(press(key), { ...free, ...around })).toBeNull();
      }
    },
  );

  it.each([{ ctrlKey: true }, { metaKey: true }])(
    "with %o, k opens the commands, also while typing and where single keys are off",
    (held) => {
      const around = { ...free, isTyping: true, areSingleKeysOn: false };
      expect(shortcutOf(press("k", held), around)).toBe("palette");
      expect(shortcutOf(press("K", held), free)).toBe("palette");
      expect(shortcutOf(press("k", held), { ...free, isCovered: true })).toBeNull();
      expect(shortcutOf(press("j", held), free)).toBeNull();
      expect(shortcutOf(press("k", { ...held, shiftKey: true }), free)).toBeNull();
      expect(shortcutOf(press("k", { ...held, altKey: true }), free)).toBeNull();
    },
  );

  it("shift alone does not hinder, as ? needs it, and letters that are being composed are nobody's", () => {
    expect(shortcutOf(press("?", { shiftKey: true }), free)).toBe("keys");
    expect(shortcutOf(press("n", { isComposing: true }), free)).toBeNull();
  });
});
