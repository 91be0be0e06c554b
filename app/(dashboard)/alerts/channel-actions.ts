"use server";

import { refresh } from "next/cache";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import {
  readChannelForm,
  toChannelInput,
  type ChannelFormState,
} from "@/components/channels/channel-form-values";
import type { ChannelTestState } from "@/components/channels/channel-test";
import type { ActionFailure, ActionResult } from "@/lib/domain/action-result";
import { channelKinds, type ChannelKind } from "@/lib/domain/channels/channel-options";
import { describeDevice } from "@/lib/domain/sessions/device";
import { dataArgument, formArgument, textArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { createChannel } from "@/lib/services/channels/create-channel";
import { deleteChannel } from "@/lib/services/channels/delete-channel";
import { getChannel } from "@/lib/services/channels/get-channel";
import { testChannel } from "@/lib/services/channels/test-channel";
import { updateChannel } from "@/lib/services/channels/update-channel";

const readSecret = (form: FormData): string => {
  const secret = form.get("secret");
  return typeof secret === "string" ? secret.trim() : "";
};

/** Creates a channel and opens it, or returns the values with their problems. */
export async function createChannelAction(
  given: ChannelKind,
  _state: ChannelFormState,
  sent: FormData,
): Promise<ChannelFormState> {
  const kind = channelKinds.find((known) => known === given) ?? "EMAIL";
  const form = formArgument(sent);
  const values = readChannelForm(form, kind);
  const input = { kind, ...toChannelInput(kind, values, readSecret(form)) };
  const result = await runAction((context) => createChannel(context, input));
  if (!result.ok) return { values, failure: result, isSaved: false, made: null };
  const { id, signing_secret: signingSecret } = result.data;
  if (signingSecret === undefined) redirect(`/alerts/channels/${id}`);
  return { values, failure: null, isSaved: true, made: { id, signingSecret } };
}

export async function updateChannelAction(
  id: string,
  _state: ChannelFormState,
  sent: FormData,
): Promise<ChannelFormState> {
  const form = formArgument(sent);
  let values = readChannelForm(form, "EMAIL");
  const result = await runAction(async (context) => {
    const { kind } = await getChannel(context, id);
    values = readChannelForm(form, kind);
    return updateChannel(context, id, toChannelInput(kind, values, readSecret(form)));
  });
  refresh();
  return { values, failure: result.ok ? null : result, isSaved: result.ok, made: null };
}

export async function setChannelActiveAction(
  id: string,
  isActive: boolean,
): Promise<ActionResult<unknown>> {
  const result = await runAction((context) =>
    updateChannel(context, id, { is_active: dataArgument(isActive) }),
  );
  refresh();
  return result;
}

export async function deleteChannelAction(id: string): Promise<ActionResult<unknown>> {
  const result = await runAction((context) => deleteChannel(context, id));
  if (!result.ok) return result;
  redirect("/alerts/channels");
}

export async function testChannelAction(id: string): Promise<ChannelTestState> {
  const result = await runAction((context) => testChannel(context, id), { rate: "tests" });
  refresh();
  return result;
}

/** Adds the browser that asks, by its push subscription, and opens its channel. */
export async function addDeviceAction(sent: string): Promise<ActionFailure | null> {
  const secret = textArgument(sent);
  const [t, locale, { browser, system }] = await Promise.all([
    getTranslations("push"),
    getLocale(),
    headers().then((received) => describeDevice(received.get("user-agent"))),
  ]);
  const device =
    browser !== null && system !== null
      ? t("device", { browser, system })
      : (browser ?? system ?? t("unknownDevice"));
  const result = await runAction((context) =>
    createChannel(context, {
      kind: "PUSH",
      name: device,
      config: { device },
      secret,
      language: locale,
    }),
  );
  if (!result.ok) return result;
  redirect(`/alerts/channels/${result.data.id}`);
}
