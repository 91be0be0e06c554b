/** A model's own confidence, from 0 to 1, in a word: it is a feeling, not a measurement. */
export function confidenceWord(confidence: number): "high" | "medium" | "low" {
  if (confidence >= 0.75) return "high";
  return confidence >= 0.4 ? "medium" : "low";
}
