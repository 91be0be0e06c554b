import { createElement } from "react";
import { describe, expect, it } from "vitest";
import { isTypedKind, kindFields } from "@/components/channels/channel-fields";
import {
  freshChannel,
  hasChangedOptions,
  placeOfProblem,
  readChannelForm,
  showChannel,
  toChannelInput,
} from "@/components/channels/channel-form-values";
import { ChannelList } from "@/components/channels/channel-list";
import { KindTiles } from "@/components/channels/kind-tiles";
import { toKeyBytes } from "@/components/channels/push-device";
import type { ChannelDto } from "@/lib/domain/channels/channel";
import { channelKinds } from "@/lib/domain/channels/channel-options";
import { parseChannelSettings, secretNeed } from "@/lib/domain/channels/channel-settings";
import { renderMarkup, renderText } from "@/tests/support/render-markup";

const typedKinds = channelKinds.filter(isTypedKind);

const channelOf = (other: Partial<ChannelDto> = {}): ChannelDto => ({
  id: "channel",
  workspace_id: "workspace",
  kind: "EMAIL",
  name: "On call",
  key: null,
  secret_ref: null,
  config: { to: ["a@example.com", "b@example.com"] },
  has_secret: false,
  is_active: true,
  disabled_reason: null,
  events: ["incident.opened"],
  routine_ids: ["routine"],
  tags: ["billing", "eu"],
  quiet_hours: { start: "22:00", end: "07:00", timezone: "America/Sao_Paulo" },
  reminder_minutes: 30,
  language: "pt-BR",
  max_per_hour: 12,
  created_at: "2026-03-02T10:00:00.000Z",
  updated_at: "2026-03-02T10:00:00.000Z",
  last_delivery: null,
  ...other,
});

describe("the fields of a kind", () => {
  it.each(typedKinds)("of %s ask for a secret exactly where it has one", (kind) => {
    expect(kindFields[kind].secret).toBe(secretNeed(kind));
  });

  const filled: Record<string, string> = {
    to: "a@example.com, b@example.com",
    chat_id: "-100123",
    topic: "alerts",
    url: "https://example.com/hook",
  };
  const secrets: Partial<Record<(typeof typedKinds)[number], string>> = {
    SLACK: "https://hooks.example.com/x",
    DISCORD: "https://hooks.example.com/x",
    TEAMS: "https://hooks.example.com/x",
    TELEGRAM: "123456:abcdefgh",
    PAGERDUTY: "0123456789abcdef",
  };

  it.each(typedKinds)("of %s are all that it needs", (kind) => {
    const form = new FormData();
    for (const { name } of kindFields[kind].config) form.set(`config.${name}`, filled[name] ?? "");
    const { config } = toChannelInput(kind, readChannelForm(form, kind), "");
    const parsed = parseChannelSettings(kind, { config, secret: secrets[kind] });
    expect(parsed).toMatchObject({ ok: true });
  });

  it.each(typedKinds)("of %s are marked as required where nothing stands in for them", (kind) => {
    const parsed = parseChannelSettings(kind, { config: {}, secret: secrets[kind] });
    const missing = parsed.ok ? [] : parsed.problems.map(placeOfProblem);
    const required = kindFields[kind].config.filter(({ isRequired }) => isRequired);
    expect(missing).toEqual(required.map(({ name }) => `config.${name}`));
  });
});

describe("the form of a channel", () => {
  it("keeps every setting of a channel that is saved unchanged", () => {
    const channel = channelOf();
    const { events, routine_ids, tags, quiet_hours, reminder_minutes, language, max_per_hour } =
      channel;
    expect(toChannelInput("EMAIL", showChannel(channel), "")).toEqual({
      name: "On call",
      config: { to: "a@example.com, b@example.com" },
      events,
      routine_ids,
      tags,
      quiet_hours,
      reminder_minutes,
      language,
      max_per_hour,
    });
  });

  it("sends a secret only where one was typed", () => {
    const values = freshChannel("Slack", "en");
    expect(toChannelInput("SLACK", values, "")).not.toHaveProperty("secret");
    expect(toChannelInput("SLACK", values, "https://x")).toHaveProperty("secret", "https://x");
  });

  it("has no quiet hours while neither end is filled in, whatever the zone says", () => {
    const values = { ...freshChannel("x", "en"), quiet_timezone: "Europe/Berlin" };
    expect(toChannelInput("SLACK", values, "").quiet_hours).toBeNull();
    expect(toChannelInput("SLACK", { ...values, quiet_end: "07:00" }, "").quiet_hours).toEqual({
      start: "",
      end: "07:00",
      timezone: "Europe/Berlin",
    });
  });

  it("knows what differs from the defaults", () => {
    const fresh = freshChannel("x", "pt-BR");
    expect(hasChangedOptions(fresh)).toBe(false);
    expect(hasChangedOptions({ ...fresh, quiet_timezone: "Europe/Berlin" })).toBe(false);
    for (const change of [
      { events: [] },
      { tags: "billing" },
      { routine_ids: ["routine"] },
      { reminder_minutes: "30" },
      { max_per_hour: "1" },
    ]) {
      expect(hasChangedOptions({ ...fresh, ...change })).toBe(true);
    }
  });

  it.each([
    ["config.to.0", "config.to"],
    ["config.url", "config.url"],
    ["quiet_hours.start", "quiet_start"],
    ["quiet_hours", "quiet_start"],
    ["events.0", "events"],
    ["secret", "secret"],
  ])("shows a problem of %s at %s", (path, place) => {
    expect(placeOfProblem({ path, code: "x", message: "x" })).toBe(place);
  });
});

describe("the tiles of kinds", () => {
  it.each(["en", "pt-BR"] as const)("offer every kind in %s, this device first", (locale) => {
    const markup = renderMarkup(createElement(KindTiles, {}), { locale });
    const offered = Array.from(markup.matchAll(/kind=(\w+)"/g), ([, kind]) => kind);
    expect(offered[0]).toBe("PUSH");
    expect(offered.sort()).toEqual([...channelKinds].sort());
  });
});

describe("the list of channels", () => {
  it("says where each leads, what it's for, and how its last message went", () => {
    const last = { at: "2026-03-02T10:59:00.000Z", status: "FAILED" as const, error: "x" };
    const text = renderText(
      createElement(ChannelList, { channels: [channelOf({ last_delivery: last })] }),
      { now: new Date("2026-03-02T11:00:00Z") },
    );
    expect(text).toBe(
      "On call Email · a@example.com, b@example.com · Opened, 1 routine, billing, eu On Failed 1 min ago",
    );
  });
});

it("the key of a push server is read as Base64 for URLs", () => {
  expect([...toKeyBytes("-_8A")]).toEqual([0xfb, 0xff, 0x00]);
});
