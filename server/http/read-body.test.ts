import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BodyError, MAX_BODY_BYTES, readJsonBody } from "./read-body.ts";

let server: http.Server;
let port: number;
beforeAll(async () => {
  server = http.createServer((request, response) => {
    readJsonBody(request).then(
      (body) => response.end(JSON.stringify({ body })),
      (error) => {
        response.statusCode = error instanceof BodyError ? error.status : 500;
        response.end(error.message);
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const post = (body: string | Uint8Array<ArrayBuffer>, type = "application/json") =>
  fetch(`http://127.0.0.1:${port}/`, { method: "POST", body, headers: { "content-type": type } });

it("reads JSON, also with a charset and in many pieces", async () => {
  expect(await (await post('{"a":1}')).json()).toEqual({ body: { a: 1 } });
  expect(await (await post('"é"', "Application/JSON; charset=utf-8")).json()).toEqual({ body: "é" });
});

it.each([
  ["text/plain", 415],
  ["application/x-www-form-urlencoded", 415],
  ["application/jsonp", 415],
  ["", 415],
])("refuses the content type %j", async (type, status) => {
  const answer = await post("{}", type);
  expect(answer.status).toBe(status);
});

it.each(["", "{", "undefined", "{a:1}", "\u0000"])("refuses %j", async (body) => {
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toBe("The body is not valid JSON.");
});

it("takes a body of exactly the limit", async () => {
  const answer = await post(`"${"x".repeat(MAX_BODY_BYTES - 2)}"`);
  expect(answer.status).toBe(200);
});

it.each([MAX_BODY_BYTES - 1, 64 * 1024, 5 * 1024 * 1024])(
  "refuses one of %d characters with a sentence, and goes on serving",
  async (chars) => {
    const answer = await post(`"${"x".repeat(chars)}"`);
    expect(answer.status).toBe(413);
    expect(await answer.text()).toBe("Send at most 8192 bytes.");
    expect(await (await post("1")).json()).toEqual({ body: 1 });
  },
);

it("answers as soon as there is too much, without waiting for the end", async () => {
  const socket = net.connect(port, "127.0.0.1");
  socket.write(
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n",
  );
  socket.write("x".repeat(MAX_BODY_BYTES + 1));
  const answer = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))));
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
});
