import { expect, test } from "vitest";
import { formatBytes } from "@/lib/domain/instance/format-bytes";

test.each([
  [0, "0 B", "0 B"],
  [999, "999 B", "999 B"],
  [10_100_000, "10.1 MB", "10,1 MB"],
  [123_456_000, "123 MB", "123 MB"],
  [20_000_000_000, "20.0 GB", "20,0 GB"],
  [5_000_000_000_000_000, "5000 TB", "5000 TB"],
])("%d bytes are %s, and in Portuguese %s", (bytes, english, portuguese) => {
  expect(formatBytes(bytes, "en")).toBe(english);
  expect(formatBytes(bytes, "pt-BR")).toBe(portuguese);
});
