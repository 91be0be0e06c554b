export { reasonOf } from "@/lib/domain/instance/reason-of";

const PREFIX = "opspulse: ";

export function say(text: string): void {
  process.stdout.write(`${PREFIX}${text}\n`);
}

export function complain(text: string): void {
  process.stderr.write(`${PREFIX}${text}\n`);
}

/** A failure that is explained to the person at the terminal in one line, and needs no stack trace. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StartError";
  }
}

const SLOW_STEP_MS = 10_000;

/** Says what is under way, keeps saying it while it lasts, and how long it took. */
export async function step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(1);
  const timer = setInterval(() => say(`${name} … ${seconds()} s`), SLOW_STEP_MS);
  try {
    const result = await work();
    say(`${name}: done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
