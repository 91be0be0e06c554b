import { expect, test } from "vitest";
import { findOtherTool, isPaste } from "@/lib/domain/paste/paste-kind";

test.each([
  ['fetch("https://h.example/a", {\n  "method": "POST"\n});', "fetch"],
  ['await fetch("https://h.example/a")', "fetch"],
  ["```js\nfetch('https://h.example/a')\n```", "fetch"],
  ['const response = await fetch("https://h.example/a");', "fetch"],
  ['Invoke-WebRequest -UseBasicParsing -Uri "https://h.example/a" `\n-Headers @{}', "powershell"],
  ["PS C:\\> irm https://h.example/a", "powershell"],
  ["$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession", "powershell"],
  ["curl -Uri https://h.example/a -Method POST", "powershell"],
  ["http POST h.example/a x=1", "httpie"],
  ["$ https --verify=no GET h.example/a", "httpie"],
] as const)("%j isn't read, and its tool is named", (text, tool) => {
  expect(findOtherTool(text)).toBe(tool);
  expect(isPaste(text)).toBe(false);
});

test.each([
  "curl https://h.example/a",
  "wget -q https://h.example/a",
  "*/5 * * * * /opt/job.sh",
  "PS C:\\> curl.exe https://h.example/a",
])("%s is read", (text) => {
  expect(findOtherTool(text)).toBeNull();
  expect(isPaste(text)).toBe(true);
});

test.each(["", "https://h.example/a", "h.example/curl", "fetch", "http://h.example/GET"])(
  "%j is neither",
  (text) => {
    expect(findOtherTool(text)).toBeNull();
    expect(isPaste(text)).toBe(false);
  },
);
