import { expect, it } from "vitest";
import { readWorkspaceChoice } from "@/lib/auth/workspace-choice";

const HEADER = "11111111-1111-4111-8111-111111111111";
const COOKIE = "22222222-2222-4222-8222-222222222222";

it.each([
  { what: "nothing", headers: {}, required: null, preferred: null },
  {
    what: "the header, whatever its case",
    headers: { "opspulse-workspace": HEADER },
    required: HEADER,
    preferred: null,
  },
  {
    what: "an empty header, which names no workspace",
    headers: { "OpsPulse-Workspace": "" },
    required: "",
    preferred: null,
  },
  {
    what: "the cookie among others",
    headers: { cookie: `theme=dark; workspace=${COOKIE}; my-workspace=x` },
    required: null,
    preferred: COOKIE,
  },
  {
    what: "both",
    headers: { "OpsPulse-Workspace": HEADER, cookie: `workspace=${COOKIE}` },
    required: HEADER,
    preferred: COOKIE,
  },
])("a request chooses its workspace by $what", ({ headers, required, preferred }) => {
  const request = new Request("http://localhost/api/routines", {
    headers: new Headers(Object.entries(headers)),
  });
  expect(readWorkspaceChoice(request)).toEqual({ required, preferred });
});
