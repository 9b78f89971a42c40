import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { CreateQueue } from "./create-queue.ts";

type Ticket = { leave(): void };

/** Somebody in the queue: their last place and estimate, and their ticket once it is their turn. */
function person(queue: CreateQueue) {
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
  const queue = new CreateQueue(2, () => 100);
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
  const queue = new CreateQueue(1, () => 100);
  const [first, second, third] = [person(queue), person(queue), person(queue)];
  await turn();
  expect(first.places).toEqual([]);
  expect([second.places.at(-1), third.places.at(-1)]).toEqual([1, 2]);
  first.ticket?.leave();
  await turn();
  expect(third.places.at(-1)).toBe(1);
});

it("estimates longer waits for later places, and never nothing", async () => {
  const queue = new CreateQueue(2, () => 1_000);
  const people = Array.from({ length: 7 }, () => person(queue));
  await turn();
  const estimates = people.slice(2).map(({ estimates }) => estimates.at(-1) ?? 0);
  expect(estimates).toEqual([...estimates].sort((a, b) => a - b));
  expect(estimates[0]).toBeGreaterThanOrEqual(1_000);
});

it("counts a place once, however often it is left", async () => {
  const queue = new CreateQueue(1, () => 100);
  const [first, second, third] = [person(queue), person(queue), person(queue)];
  await turn();
  first.ticket?.leave();
  first.ticket?.leave();
  await turn();
  expect([second.ticket === undefined, third.ticket === undefined]).toEqual([false, true]);
});
