// @ts-check
import { createInterface } from "node:readline";

/** The code of every error that Prisma's engine reports; what happened is in the error's data. */
const ENGINE_ERROR = 4466;

/**
 * Answers Prisma's JSON-RPC on standard input and output, one call at a time, until the input ends.
 * @param {(method: string, params: any) => Promise<any>} dispatch
 * @param {(error: any) => Promise<any>} explain
 * @param {(error: any) => string} messageOfTrap
 */
export function serveJsonRpc(dispatch, explain, messageOfTrap) {
  /** @type {number | undefined} */
  let inFlight;
  let queue = Promise.resolve();

  // A trap of the WebAssembly engine is thrown outside any promise; nothing of the engine works after it.
  process.on("uncaughtException", (error) => {
    const line = failure(inFlight, "The schema engine failed.", { message: messageOfTrap(error) });
    process.stdout.write(line, () => process.exit(1));
  });

  /** @param {{ id: number, method: string, params: unknown }} call */
  async function answer(call) {
    inFlight = call.id;
    try {
      const result = await dispatch(call.method, call.params);
      process.stdout.write(call.method === "diff" ? printed(call.id, result) : success(call.id, result));
    } catch (thrown) {
      process.stdout.write(
        failure(call.id, "An error happened. Check the data field.", await explain(thrown)),
      );
    }
  }

  createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
    .on("line", (line) => {
      const call = parseCall(line);
      if (call) queue = queue.then(() => answer(call));
    })
    .on("close", () => queue.finally(() => process.exit(0)));
}

/** @param {string} line @returns {any} undefined for an answer to one of our own calls */
function parseCall(line) {
  if (line.trim() === "") return undefined;
  const message = JSON.parse(line);
  return message.method === undefined ? undefined : message;
}

/** @param {number} id @param {unknown} result */
function success(id, result) {
  return `${JSON.stringify({ jsonrpc: "2.0", id, result: result ?? {} })}\n`;
}

/**
 * The native engine prints a diff itself, through a call in the other direction.
 * @param {number} id @param {any} result
 */
function printed(id, result) {
  if (!result?.stdout) return success(id, result);
  const print = { jsonrpc: "2.0", id: 1_000_000 + id, method: "print", params: { content: result.stdout } };
  return `${JSON.stringify(print)}\n${success(id, { ...result, stdout: null })}`;
}

/** @param {number | undefined} id @param {string} message @param {any} error */
function failure(id, message, error) {
  const code = error.code ?? error.error_code;
  const data = {
    is_panic: false,
    message: error.message ?? String(error),
    meta: error.meta ?? null,
    error_code: /^P\d{4}$/.test(code ?? "") ? code : null,
  };
  return `${JSON.stringify({ jsonrpc: "2.0", id, error: { code: ENGINE_ERROR, message, data } })}\n`;
}
