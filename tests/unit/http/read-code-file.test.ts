import { describe, expect, test } from "vitest";
import { MAX_CODE_BYTES } from "@/lib/domain/code/code-options";
import { readCodeFile } from "@/lib/http/read-code-file";

const send = (type: string | null, body: BodyInit = "version: 1") =>
  readCodeFile(
    new Request("https://opspulse.example/api/plan", {
      method: "POST",
      body,
      headers: type === null ? {} : { "Content-Type": type },
    }),
  );

describe("the body of a plan", () => {
  test.each([
    ["application/yaml", "yaml"],
    ["text/yaml; charset=utf-8", "yaml"],
    ["Application/X-YAML", "yaml"],
    ["application/json", "json"],
    ["application/vnd.opspulse+json", "json"],
  ])("of the type %s is read as %s", async (type, format) => {
    expect(await send(type)).toEqual({ text: "version: 1", format });
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonx"])(
    "of the type %s is refused",
    async (type) => {
      await expect(send(type)).rejects.toMatchObject({ code: "UNSUPPORTED_MEDIA_TYPE" });
    },
  );

  test("has up to 1 MB of UTF-8", async () => {
    const most = "x".repeat(MAX_CODE_BYTES);
    expect((await send("application/yaml", most)).text).toBe(most);
    await expect(send("application/yaml", `${most}x`)).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
    });
    await expect(send("application/yaml", new Uint8Array([0xff]))).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });
});
