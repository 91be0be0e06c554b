import { createElement } from "react";
import { expect, test } from "vitest";
import { OwnSecretList } from "@/components/settings/own-secret-list";
import { SecretForm } from "@/components/settings/secret-form";
import type { Locale } from "@/i18n/locales";
import type { SecretDto } from "@/lib/domain/workspace/secret";
import { renderMarkup, renderText } from "@/tests/support/render-markup";

const now = new Date("2026-03-02T11:00:00Z");
const secret: SecretDto = {
  id: "5d0c9b1a-77a1-4b0e-8e59-0a1f4d7c9b23",
  name: "STRIPE",
  purpose: "credential",
  origins: ["https://api.stripe.com"],
  header: "Authorization: Bearer {value}",
  created_at: "2026-03-02T10:00:00Z",
  updated_at: "2026-03-02T10:00:00Z",
};
const nothing = () => Promise.resolve(null);
const actions = { change: nothing, remove: nothing };
const usesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `id-${index}`, name: `Routine ${index}` }));

function listText(
  locale: Locale,
  { uses = 0, canManage = true, canStore = true, shown = secret } = {},
): string {
  const secrets = [{ ...shown, uses: usesOf(uses) }];
  const change = canStore ? actions.change : null;
  const list = createElement(OwnSecretList, {
    secrets,
    actions: canManage ? { ...actions, change } : null,
  });
  return renderText(list, { locale, now });
}

test.each<[Locale, string[]]>([
  ["en", ["Change STRIPE", "Delete STRIPE", "How it's sent", "No routine uses this secret."]],
  [
    "pt-BR",
    ["Alterar STRIPE", "Excluir STRIPE", "Como é enviado", "Nenhuma rotina usa este segredo."],
  ],
])("an admin can change and delete a secret (%s)", (locale, words) => {
  const text = listText(locale);
  for (const word of [...words, "https://api.stripe.com", "Authorization: Bearer {value}"]) {
    expect(text).toContain(word);
  }
});

test.each<[Locale, string, string]>([
  ["en", "12 routines use this secret.", "and 2 more"],
  ["pt-BR", "12 rotinas usam este segredo.", "e mais 2"],
])("before a secret is deleted, the routines that use it are named (%s)", (locale, uses, more) => {
  const text = listText(locale, { uses: 12 });
  expect(text).toContain(uses);
  expect(text).toContain("Routine 9");
  expect(text).not.toContain("Routine 10");
  expect(text).toContain(more);
});

test("a member sees a secret, and no way to change it", () => {
  const text = listText("en", { canManage: false });
  expect(text).toContain("STRIPE");
  expect(text).not.toMatch(/Change|Delete/);
});

test("without a key of the instance, a secret can only be deleted", () => {
  const text = listText("en", { canStore: false });
  expect(text).not.toContain("Change");
  expect(text).toContain("Delete STRIPE");
});

test("a signing key has no header to fill in", () => {
  const text = listText("en", { shown: { ...secret, purpose: "signing", header: null } });
  expect(text).toContain("Signs webhooks");
  expect(text).not.toContain("How it's sent");
});

test("a value is typed into a field for passwords that nothing fills in", () => {
  const markup = renderMarkup(createElement(SecretForm, { action: nothing }));
  const [field = ""] = /<input[^>]*name="value"[^>]*>/.exec(markup) ?? [];
  expect(field).toContain('type="password"');
  expect(field).toContain('autoComplete="new-password"');
  expect(field).not.toContain('value="');
});
