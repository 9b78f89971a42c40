import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { type Ticket, WaitingLine } from "./waiting-line.ts";

/** Somebody in the queue: their last place and estimate, and their ticket once it is their turn. */
function person(queue: WaitingLine) {
  const facts = {
    places: [] as number[],
    estimates: [] as number[],
    ticket: undefined as Ticket | undefined,
  };
  void queue
    .enter((place, estimateMs) => {
      facts.places.push(place);
      facts.estimates.push(estimateMs);
    })
    .then((ticket) => {
      facts.ticket = ticket;
    });
  return facts;
}

it("lets in as many as it is wide, and the rest in the order they came", async () => {
  const queue = new WaitingLine(2, () => 100);
  const people = Array.from({ length: 5 }, () => person(queue));
  const inside = () => people.map(({ ticket }) => ticket !== undefined);
  await turn();
  expect(inside()).toEqual([true, true, false, false, false]);
  people[1]?.ticket?.leave();
  await turn();
  expect(inside()).toEqual([true, true, true, false, false]);
  people[0]?.ticket?.leave();
  people[2]?.ticket?.leave();
  await turn();
  expect(inside()).toEqual([true, true, true, true, true]);
});

it("tells those who wait their place as it moves up, and nothing to those who need not", async () => {
  const queue = new WaitingLine(1, () => 100);
  const [first, second, third] = [person(queue), person(queue), person(queue)];
  await turn();
  expect(first.places).toEqual([]);
  expect([second.places.at(-1), third.places.at(-1)]).toEqual([1, 2]);
  first.ticket?.leave();
  await turn();
  expect(third.places.at(-1)).toBe(1);
});

it("estimates longer waits for later places, and never nothing", async () => {
  const queue = new WaitingLine(2, (place) => place * 1_000);
  const people = Array.from({ length: 7 }, () => person(queue));
  await turn();
  const estimates = people.slice(2).map(({ estimates }) => estimates.at(-1) ?? 0);
  expect(estimates).toEqual([...estimates].sort((a, b) => a - b));
  expect(estimates[0]).toBeGreaterThanOrEqual(1_000);
});

it("counts a place once, however often it is left", async () => {
  const queue = new WaitingLine(1, () => 100);
  const [first, second, third] = [person(queue), person(queue), person(queue)];
  await turn();
  first.ticket?.leave();
  first.ticket?.leave();
  await turn();
  expect([second.ticket === undefined, third.ticket === undefined]).toEqual([false, true]);
});

it("forgets who waits no longer, and tells the others that they are further up", async () => {
  const line = new WaitingLine(1, () => 100);
  const first = person(line);
  const over = new AbortController();
  const gone = line.enter(() => {}, over.signal);
  const third = person(line);
  expect(third.places.at(-1)).toBe(2);
  over.abort();
  expect(await gone).toBeUndefined();
  expect(third.places.at(-1)).toBe(1);
  await turn();
  first.ticket?.leave();
  await turn();
  expect(third.ticket).toBeDefined();
  expect(await line.enter(() => {}, over.signal)).toBeUndefined();
  expect([line.inside, line.waiting]).toEqual([1, 0]);
});

it("lets nobody in while more than its width hold a place from before", async () => {
  const line = new WaitingLine(1, () => 100);
  const [one, two] = [line.hold(), line.hold()];
  const waiting = person(line);
  one.leave();
  await turn();
  expect(waiting.ticket).toBeUndefined();
  two.leave();
  await turn();
  expect(waiting.ticket).toBeDefined();
});
