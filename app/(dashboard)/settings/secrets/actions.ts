"use server";

import { refresh } from "next/cache";
import type { FormAction } from "@/components/settings/confirm-form";
import { formArgument, textArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { changeSecret } from "@/lib/services/secrets/change-secret";
import { createSecret } from "@/lib/services/secrets/create-secret";
import { deleteSecret } from "@/lib/services/secrets/delete-secret";

type Result = ReturnType<FormAction>;

/** The fields that a secret is made of. Origins stand on lines of their own, or between commas. */
function readFields(form: FormData) {
  const text = (name: string) => textArgument(form.get(name));
  const header = text("header").trim();
  return {
    name: text("name"),
    value: text("value"),
    origins: text("origins")
      .split(/[\s,]+/)
      .filter((origin) => origin !== ""),
    header: header === "" ? null : header,
  };
}

/** What the browser gets back of it is nothing but whether it worked. */
export async function createSecretAction(_result: unknown, sent: FormData): Result {
  const input = readFields(formArgument(sent));
  const result = await runAction(async (context) => {
    await createSecret(context, input);
  });
  refresh();
  return result;
}

/** An empty value keeps the one that is stored. */
export async function changeSecretAction(id: string, _result: unknown, sent: FormData): Result {
  const { value, origins, header } = readFields(formArgument(sent));
  const change = { origins, header, ...(value !== "" && { value }) };
  const result = await runAction(async (context) => {
    await changeSecret(context, textArgument(id), change);
  });
  refresh();
  return result;
}

export async function deleteSecretAction(id: string): Result {
  const result = await runAction((context) => deleteSecret(context, textArgument(id)));
  refresh();
  return result;
}
