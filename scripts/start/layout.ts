import { join } from "node:path";

/** Where the programs of an instance are. */
export type Layout = {
  root: string;
  /** Whether `root` is what `npm run package` makes, with everything built, and not a checkout. */
  isPackage: boolean;
};

/** The folder in a checkout that `npm run package` makes. */
export const PACKAGE_FOLDER = join("dist", "opspulse");

/** The program's name in a package, which runs its commands. */
export const PACKAGE_PROGRAM = "opspulse.mjs";

/** The file in a package with what `hashBuildInputs` gave for the sources of it. */
export const PACKAGE_STAMP = "sources.sha256";

/** The command line of Node.js that runs the stack's process. */
export const stackArguments = ({ isPackage }: Layout): string[] => [
  ...(isPackage ? [] : ["--import", "tsx"]),
  "--disable-warning=ExperimentalWarning",
  isPackage ? "stack.mjs" : "scripts/stack/stack-process.ts",
];

/** A module of the scripts that runs as it is, in a package too. */
export const plainScript = ({ root, isPackage }: Layout, name: string): string =>
  isPackage ? join(root, name) : join(root, "scripts", "start", name);
