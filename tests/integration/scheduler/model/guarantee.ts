/** What the scheduler promised and did not keep. */
export class BrokenGuarantee extends Error {
  constructor(guarantee: string, evidence: unknown) {
    super(`Broken guarantee: ${guarantee}\n${JSON.stringify(evidence, null, 2)}`);
    this.name = "BrokenGuarantee";
  }
}

export function guarantee(holds: boolean, what: string, evidence: unknown): asserts holds {
  if (!holds) throw new BrokenGuarantee(what, evidence);
}
