/**
 * The bundled command line, as text. The build of the app puts it here (`next.config.ts`); outside of a
 * build it's empty.
 */
export const program = "";
