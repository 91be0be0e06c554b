import { beforeEach, expect, test } from "vitest";
import { LookupPlaces } from "@/lib/egress/lookup-places";

let places: LookupPlaces;
let started: string[];

beforeEach(() => {
  places = new LookupPlaces({ perWorkspace: 2, inAll: 4 });
  started = [];
});

/** Asks for a place of a workspace, whose name is the first letter. */
function take(name: string) {
  const work = Promise.withResolvers<string>();
  const controller = new AbortController();
  const done = places.run(name.charAt(0), controller.signal, () => {
    started.push(name);
    return work.promise;
  });
  done.catch(() => undefined);
  return {
    done,
    end: async () => {
      work.resolve(name);
      await done;
      await new Promise(setImmediate);
    },
    fail: async (error: Error) => {
      work.reject(error);
      await expect(done).rejects.toBe(error);
      await new Promise(setImmediate);
    },
    leave: async () => {
      controller.abort();
      await new Promise(setImmediate);
    },
  };
}

const settle = () => new Promise(setImmediate);

test("a workspace that has taken its places waits for them, and another doesn't", async () => {
  const first = take("a1");
  take("a2");
  take("a3");
  take("b1");
  await settle();
  expect(started).toEqual(["a1", "a2", "b1"]);
  await first.end();
  expect(started).toEqual(["a1", "a2", "b1", "a3"]);
});

test("a failure gives its place back", async () => {
  const first = take("a1");
  take("a2");
  take("a3");
  await first.fail(new Error("DNS"));
  expect(started).toEqual(["a1", "a2", "a3"]);
});

test("where all places are taken, the next goes to the workspace with the fewest", async () => {
  const taken = [take("a1"), take("a2"), take("b1"), take("c1")];
  take("b2");
  take("c2");
  take("d1");
  take("d2");
  await settle();
  expect(started).toEqual(["a1", "a2", "b1", "c1"]);
  await taken[0]?.end();
  expect(started.at(-1)).toBe("d1");
  await taken[1]?.end();
  expect(started.at(-1)).toBe("b2");
});

test("what leaves before its turn starts nothing, and takes no place", async () => {
  const first = take("a1");
  take("a2");
  const third = take("a3");
  take("a4");
  await third.leave();
  await expect(third.done).rejects.toThrow();
  await first.end();
  expect(started).toEqual(["a1", "a2", "a4"]);
});

test("what leaves while it has a place keeps it until its work ends", async () => {
  const first = take("a1");
  take("a2");
  take("a3");
  await settle();
  await first.leave();
  expect(started).toEqual(["a1", "a2"]);
  await first.end();
  expect(started).toEqual(["a1", "a2", "a3"]);
});
