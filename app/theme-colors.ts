/** The tokens `--paper` and `--accent` as sRGB, for what reads no stylesheet: the browser's own frame. */
export const themeColors = { light: "#fbfaf8", dark: "#101416", accent: "#0e6f81" } as const;
