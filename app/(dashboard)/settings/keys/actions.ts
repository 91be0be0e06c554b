"use server";

import { refresh } from "next/cache";
import type { FormAction } from "@/components/settings/confirm-form";
import type { KeyState } from "@/components/settings/keys/key-form";
import { DAY_MS } from "@/lib/domain/time-units";
import { formArgument, textArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { createKey } from "@/lib/services/keys/create-key";
import { deleteKey } from "@/lib/services/keys/delete-key";

/** The fields that a key is made of. Addresses stand on lines of their own, or between commas. */
function readFields(form: FormData) {
  const text = (name: string) => textArgument(form.get(name));
  const days = text("lifetime") === "" ? null : Number(text("lifetime"));
  return {
    name: text("name"),
    scopes: form.getAll("scopes").map(textArgument),
    role: text("role"),
    expires_at:
      days === null || !Number.isInteger(days) || days < 1 || days > 3_650
        ? null
        : new Date(Date.now() + days * DAY_MS).toISOString(),
    addresses: text("addresses")
      .split(/[\s,]+/)
      .filter((address) => address !== ""),
  };
}

export async function createKeyAction(_state: KeyState, sent: FormData): Promise<KeyState> {
  const input = readFields(formArgument(sent));
  const result = await runAction((context) => createKey(context, input));
  refresh();
  return result;
}

export async function deleteKeyAction(sent: string): ReturnType<FormAction> {
  const id = textArgument(sent);
  const result = await runAction((context) => deleteKey(context, id));
  refresh();
  return result;
}
