import { runProgram } from "@/cli/run-program";
import { thisTerminal } from "@/cli/terminal/terminal";

process.exitCode = await runProgram(process.argv.slice(2), thisTerminal());
