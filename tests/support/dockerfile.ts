/** An instruction of a Dockerfile: its name in capitals, and the rest of it on one line. */
export type Instruction = { name: string; text: string; line: number };

/** A part of a Dockerfile that begins with FROM. */
export type Stage = { image: string; name: string | null; instructions: Instruction[] };

const FROM = /^(\S+)(?:\s+AS\s+(\S+))?$/i;

/** Reads a Dockerfile as far as ours goes: continued lines, comments, stages; no heredocs, no parser directives. */
export function readDockerfile(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const instruction of readInstructions(text)) {
    if (instruction.name === "FROM") {
      const match = FROM.exec(instruction.text);
      if (match === null) throw new Error(`Line ${instruction.line} isn't FROM image AS name.`);
      stages.push({ image: match[1] ?? "", name: match[2] ?? null, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw new Error(`Line ${instruction.line} comes before FROM.`);
    stage.instructions.push(instruction);
  }
  return stages;
}

function readInstructions(text: string): Instruction[] {
  const found: Instruction[] = [];
  let pending = "";
  let start = 0;
  text.split("\n").forEach((raw, index) => {
    if (/^\s*(?:#|$)/.test(raw)) return;
    if (pending === "") start = index + 1;
    pending += ` ${raw.trim()}`;
    if (pending.endsWith("\\")) {
      pending = pending.slice(0, -1);
      return;
    }
    const [, name = "", rest = ""] = /^\s*(\S+)\s+(.*)$/.exec(pending) ?? [];
    found.push({ name: name.toUpperCase(), text: rest.replaceAll(/\s+/g, " "), line: start });
    pending = "";
  });
  return found;
}

/** The words of an instruction in exec form. */
export function readExecForm({ text, line }: Instruction): string[] {
  const words: unknown = text.startsWith("[") ? JSON.parse(text) : null;
  if (!Array.isArray(words) || !words.every((word) => typeof word === "string")) {
    throw new Error(`Line ${line} isn't in exec form, so a shell would take its signals.`);
  }
  return words;
}
