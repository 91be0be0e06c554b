"use server";

import { refresh } from "next/cache";
import type { FormAction } from "@/components/settings/confirm-form";
import { formArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { deleteTag } from "@/lib/services/tags/delete-tag";
import { updateTag } from "@/lib/services/tags/update-tag";

type Result = ReturnType<FormAction>;

export async function updateTagAction(id: string, _result: unknown, sent: FormData): Result {
  const form = formArgument(sent);
  const input = { name: form.get("name"), color: form.get("color") };
  const result = await runAction((context) => updateTag(context, id, input));
  refresh();
  return result;
}

export async function deleteTagAction(id: string): Result {
  const result = await runAction((context) => deleteTag(context, id));
  refresh();
  return result;
}
