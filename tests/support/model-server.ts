import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Question = { path: string; authorization: string | undefined; body: ModelRequest };

type ModelRequest = {
  model: string;
  messages: { role: string; content: string }[];
  response_format?: { type: string };
};

/** How the model behaves: its message, or whatever it does with the response instead. */
export type ModelBehaviour = string | ((response: ServerResponse) => void);

const completionOf = (content: string) => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "test-model",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

/** A chat API on loopback that is compatible with OpenAI's, and behaves as set. */
export async function startModelServer() {
  const questions: Question[] = [];
  let behaviour: ModelBehaviour = "{}";
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      questions.push({
        path: request.url ?? "",
        authorization: request.headers.authorization,
        body: JSON.parse(body) as ModelRequest,
      });
      if (typeof behaviour === "string") sendJson(response, 200, completionOf(behaviour));
      else behaviour(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    questions,
    behave: (next: ModelBehaviour) => (behaviour = next),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type ModelServer = Awaited<ReturnType<typeof startModelServer>>;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Responds with JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
