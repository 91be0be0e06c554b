/** What the scheduler promised and did not keep. */
class BrokenGuaranteeError extends Error {
  constructor(guarantee: string, evidence: unknown) {
    super(`Broken guarantee: ${guarantee}\n${JSON.stringify(evidence, null, 2)}`);
    this.name = "BrokenGuaranteeError";
  }
}

export function guarantee(holds: boolean, what: string, evidence: unknown): asserts holds {
  if (!holds) throw new BrokenGuaranteeError(what, evidence);
}
