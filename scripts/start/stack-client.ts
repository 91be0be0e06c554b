import type { FromStack, StackConfig, StackReady, ToStack } from "@/scripts/stack/protocol";
import type { Deliver } from "@/scripts/start/auth-emails";
import { startChild, type Child } from "@/scripts/start/child";
import { stackArguments, type Layout } from "@/scripts/start/layout";
import { StartError } from "@/scripts/start/report";

const CLOSE_GRACE_MS = 15_000;

/** The supervisor's end of the channel to the stack's process. */
export class StackClient {
  readonly #child: Child;
  #failure: string | null = null;

  private constructor(child: Child, deliver: Deliver) {
    this.#child = child;
    child.process.on("message", (message: FromStack) => {
      if (message.type === "email") void deliver(message.email);
      if (message.type === "failed") this.#failure = message.reason;
    });
  }

  /**
   * Starts the process, which from then on holds the directory against every other instance.
   * @throws {StartError} where another instance holds it.
   */
  static async open(layout: Layout, directory: string, deliver: Deliver): Promise<StackClient> {
    const child = startChild("The local stack", [...stackArguments(layout), directory], {
      cwd: layout.root,
      env: { ...process.env, DO_NOT_TRACK: "1", LITE_TELEMETRY: "0" },
      stdio: "inherit",
    });
    const client = new StackClient(child, deliver);
    await client.#next("locked");
    return client;
  }

  /** Rejects with the reason when the process has ended. Never resolves. */
  get failed(): Promise<never> {
    return this.#child.failed.catch((error: unknown) => {
      throw this.#failure === null ? error : new StartError(this.#failure);
    });
  }

  async start(config: StackConfig): Promise<StackReady> {
    const ready = this.#next("ready");
    this.#send({ type: "start", config });
    return (await ready).ready;
  }

  async createUser(email: string, password: string): Promise<void> {
    const created = this.#next("user-created");
    this.#send({ type: "create-user", email, password });
    await created;
  }

  async stop(): Promise<void> {
    this.#send({ type: "stop" });
    const timer = setTimeout(() => this.#child.process.kill("SIGKILL"), CLOSE_GRACE_MS);
    await this.#child.ended;
    clearTimeout(timer);
  }

  #send(message: ToStack): void {
    if (this.#child.process.connected) this.#child.process.send(message);
  }

  /** The next message of a type, or the reason why none can come. */
  #next<Type extends FromStack["type"]>(type: Type): Promise<Extract<FromStack, { type: Type }>> {
    const { process: child } = this.#child;
    const received = new Promise<Extract<FromStack, { type: Type }>>((resolve) => {
      const listen = (message: FromStack) => {
        if (!isOfType(message, type)) return;
        child.off("message", listen);
        resolve(message);
      };
      child.on("message", listen);
    });
    return Promise.race([received, this.failed]);
  }
}

const isOfType = <Type extends FromStack["type"]>(
  message: FromStack,
  type: Type,
): message is Extract<FromStack, { type: Type }> => message.type === type;
