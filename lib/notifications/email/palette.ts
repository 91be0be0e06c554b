type Palette = Record<
  "paper" | "raised" | "line" | "ink" | "soft" | "accent" | "onAccent" | Severity,
  string
>;
type Severity = "critical" | "warning" | "info" | "resolved";

/** The tokens of the stylesheet as sRGB: email clients know neither variables nor `oklch()`. */
export const lightPalette: Palette = {
  paper: "#fbfaf8",
  raised: "#ffffff",
  line: "#dfdeda",
  ink: "#162126",
  soft: "#454f54",
  accent: "#0e6f81",
  onAccent: "#f8fdfe",
  critical: "#bc2826",
  warning: "#9d5e00",
  info: "#0e6f81",
  resolved: "#167645",
};

export const darkPalette: Palette = {
  paper: "#101416",
  raised: "#171c1e",
  line: "#2b3134",
  ink: "#efeeeb",
  soft: "#b9bfc2",
  accent: "#63bdcf",
  onAccent: "#04191f",
  critical: "#f97770",
  warning: "#f1ba4b",
  info: "#63bdcf",
  resolved: "#68cd8f",
};
