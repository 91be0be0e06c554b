import { createElement } from "react";
import { describe, expect, it } from "vitest";
import { TagField } from "@/components/tags/tag-field";
import { TagFilter } from "@/components/tags/tag-filter";
import { TagList } from "@/components/tags/tag-list";
import { toShownTags } from "@/components/tags/tag-mark";
import { tagColors } from "@/lib/domain/tags/tag-options";
import { renderMarkup } from "@/tests/support/render-markup";

describe("tags side by side", () => {
  const known = tagColors.map((color) => ({ name: `is ${color}`, color }));

  it("each has its word, and a mark in a color of its own that is hidden from screen readers", () => {
    const markup = renderMarkup(createElement(TagList, { tags: known }));
    for (const { name, color } of known) {
      expect(markup).toContain(`>${name}<`);
      expect(markup).toContain(`bg-tag-${color}`);
    }
    expect(markup.match(/aria-hidden="true"/g)).toHaveLength(known.length);
  });

  it("more than fit are counted", () => {
    const markup = renderMarkup(createElement(TagList, { tags: known, max: 3 }));
    expect(markup).toContain("is orange");
    expect(markup).not.toContain("is yellow");
    expect(markup).toContain("+5");
  });

  it("a tag that isn't known any more is gray, and none make nothing", () => {
    expect(toShownTags(["gone"], known)).toEqual([{ name: "gone", color: "gray" }]);
    expect(renderMarkup(createElement(TagList, { tags: [] }))).toBe("");
  });
});

describe("the filter by tags", () => {
  const markupOf = (tag: string | undefined, known: string[]) =>
    renderMarkup(createElement(TagFilter, { query: { tag }, known }));

  it("is not there without tags", () => {
    expect(markupOf(undefined, [])).toBe("");
  });

  it("adds each choice to those that are chosen, and can be cleared", () => {
    const markup = markupOf("eu", ["EU", "payments"]);
    expect(markup).toContain('<option value="">');
    expect(markup).toContain('<option value="eu" selected="">eu</option>');
    expect(markup).toContain('<option value="eu,payments">+ payments</option>');
    expect(markup).not.toContain("eu,EU");
  });
});

it("the field of tags is one text where no script runs", () => {
  const markup = renderMarkup(
    createElement(TagField, { name: "tags", label: "Tags", defaultValue: "a, b", known: ["c"] }),
  );
  expect(markup).toMatch(/<input[^>]*name="tags"[^>]*value="a, b"/);
  expect(markup).not.toContain("hidden");
});
