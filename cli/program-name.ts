/** How the program is called in what it says. */
export const PROGRAM = "node cli.mjs";
