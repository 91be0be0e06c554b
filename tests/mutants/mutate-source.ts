import type { Mutant } from "@/tests/mutants/mutants";

/**
 * The source with the mutant in it.
 * @throws an error where a snippet is not in the source exactly once: the mutant is out of date.
 */
export function mutateSource(mutant: Mutant, source: string): string {
  return mutant.edits.reduce((text, { find, replace }) => {
    const parts = text.split(find);
    if (parts.length !== 2) {
      throw new Error(
        `The mutant ${mutant.name} is out of date: ${JSON.stringify(find)} is ${parts.length - 1} times in ${mutant.file}.`,
      );
    }
    return parts.join(replace);
  }, source);
}
