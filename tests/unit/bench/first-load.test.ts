import { describe, expect, it } from "vitest";
import { findFirstScripts, findLaterScripts } from "@/bench/web/first-load";

describe("the scripts of a page", () => {
  it.each<[string, string, string[]]>([
    [
      "a script tag",
      '<script src="/_next/static/chunks/a.js" async=""></script>',
      ["/_next/static/chunks/a.js"],
    ],
    [
      "a preload of a script",
      '<link rel="preload" as="script" href="/_next/static/chunks/a.js"/>',
      ["/_next/static/chunks/a.js"],
    ],
    [
      "a preload of a module",
      '<link rel="modulepreload" href="/_next/static/chunks/a.js"/>',
      ["/_next/static/chunks/a.js"],
    ],
    [
      "a client component in the payload",
      String.raw`<script>self.__next_f.push([1,"5:I[9,[\"/_next/static/chunks/0~a_b.c.js\"],\"Menu\"]\n"])</script>`,
      ["/_next/static/chunks/0~a_b.c.js"],
    ],
    [
      "an address with an escaped query",
      '<script src="/_next/static/chunks/a.js?x=1&amp;dpl=2"></script>',
      ["/_next/static/chunks/a.js?x=1&dpl=2"],
    ],
  ])("are found in %s", (_, html, scripts) => {
    expect(findFirstScripts(html)).toEqual(scripts);
  });

  it.each<[string, string]>([
    ["a script for old browsers", '<script src="/_next/static/chunks/p.js" noModule=""></script>'],
    ["a script in the page", "<script>let src = 1;</script>"],
    ["a style sheet", '<link rel="stylesheet" href="/_next/static/chunks/a.css"/>'],
    ["a preload of a font", '<link rel="preload" as="font" href="/_next/static/media/a.woff2"/>'],
    ["a link that is followed", '<a href="/_next/help.js">help</a>'],
  ])("are not found in %s", (_, html) => {
    expect(findFirstScripts(html)).toEqual([]);
  });

  it("count once, however often they are named", () => {
    const html = [
      '<link rel="preload" as="script" href="/_next/static/chunks/a.js"/>',
      '<script src="/_next/static/chunks/b.js" async=""></script>',
      '<script src="/_next/static/chunks/a.js" async=""></script>',
      String.raw`<script>self.__next_f.push([1,"[\"/_next/static/chunks/a.js\",\"static/chunks/b.js\"]"])</script>`,
    ].join("");
    expect(findFirstScripts(html)).toEqual([
      "/_next/static/chunks/a.js",
      "/_next/static/chunks/b.js",
    ]);
  });

  it("are not those for old browsers, also where the payload names them", () => {
    const html =
      '<script src="/_next/static/chunks/p.js" noModule=""></script><script>"static/chunks/p.js"</script>';
    expect(findFirstScripts(html)).toEqual([]);
  });
});

describe("the scripts that come later", () => {
  it("are those that the first ones name, each once and without the first", () => {
    const sources = [
      '["static/chunks/a.js","static/chunks/later.js"].map(load)',
      'import("static/chunks/later.js"); link("static/chunks/a.css")',
    ];
    expect(findLaterScripts(sources, ["/_next/static/chunks/a.js"])).toEqual([
      "/_next/static/chunks/later.js",
    ]);
  });
});
