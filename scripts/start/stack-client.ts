import type { AuthEmail } from "@/scripts/stack/auth-email";
import type { FromStack, StackConfig, StackReady, ToStack } from "@/scripts/stack/protocol";
import { startChild, type Child } from "@/scripts/start/child";
import { say, StartError } from "@/scripts/start/report";

const CLOSE_GRACE_MS = 15_000;

/** The supervisor's end of the line to the stack's process. */
export class StackClient {
  readonly child: Child;
  #failure: string | null = null;

  private constructor(child: Child) {
    this.child = child;
    child.process.on("message", (message: FromStack) => {
      if (message.type === "email") showEmail(message.email);
      if (message.type === "failed") this.#failure = message.reason;
    });
  }

  /**
   * Starts the process, which from then on holds the directory against every other instance.
   * @throws {StartError} where another instance holds it.
   */
  static async open(projectRoot: string, directory: string): Promise<StackClient> {
    const child = startChild(
      "The local stack",
      [
        "--import",
        "tsx",
        "--disable-warning=ExperimentalWarning",
        "scripts/stack/stack-process.ts",
        directory,
      ],
      {
        cwd: projectRoot,
        env: { ...process.env, DO_NOT_TRACK: "1", LITE_TELEMETRY: "0" },
        stdio: "inherit",
      },
    );
    const client = new StackClient(child);
    await client.#expect("locked");
    return client;
  }

  async start(config: StackConfig): Promise<StackReady> {
    const ready = this.#expect("ready");
    this.#tell({ type: "start", config });
    return (await ready).ready;
  }

  async createUser(email: string, password: string): Promise<void> {
    const created = this.#expect("user-created");
    this.#tell({ type: "create-user", email, password });
    await created;
  }

  async stop(): Promise<void> {
    this.#tell({ type: "stop" });
    const timer = setTimeout(() => this.child.process.kill("SIGKILL"), CLOSE_GRACE_MS);
    await this.child.ended;
    clearTimeout(timer);
  }

  /** Why the process has ended, as it said itself, or as the operating system says. */
  async explainEnd(): Promise<string> {
    const { how } = await this.child.ended;
    return this.#failure ?? `The local stack ${how}.`;
  }

  #tell(message: ToStack): void {
    if (this.child.process.connected) this.child.process.send(message);
  }

  async #expect<Type extends FromStack["type"]>(type: Type) {
    const answer = new Promise<Extract<FromStack, { type: Type }>>((resolve) => {
      const listen = (message: FromStack) => {
        if (!isOfType(message, type)) return;
        this.child.process.off("message", listen);
        resolve(message);
      };
      this.child.process.on("message", listen);
    });
    const end = this.explainEnd().then((reason) => {
      throw new StartError(reason);
    });
    return Promise.race([answer, end]);
  }
}

function isOfType<Type extends FromStack["type"]>(
  message: FromStack,
  type: Type,
): message is Extract<FromStack, { type: Type }> {
  return message.type === type;
}

function showEmail(email: AuthEmail): void {
  say(`email to ${email.to}: ${email.subject}`);
  if (email.link !== null) say(`  ${email.link}`);
  if (email.code !== null) say(`  code: ${email.code}`);
}
