#!/usr/bin/env node
// @ts-check
// Stands in for Prisma's native schema engine, which is a download from a host of its own. It speaks the same
// JSON-RPC and hands the calls to the WebAssembly build of the same engine, which npm carries. SQLite only.
import { serveJsonRpc } from "./json-rpc.mjs";
import { sqliteDatabase } from "./sqlite-database.mjs";
import { messageOfTrap, startWasmEngine } from "./wasm-engine.mjs";

/** The command line that the Prisma CLI gives the engine. */
function readArguments(/** @type {string[]} */ argv) {
  /** @type {string[]} */
  const schemaFiles = [];
  let url = "";
  let command = "";
  for (const [index, argument] of argv.entries()) {
    const value = argv[index + 1] ?? "";
    if (argument === "--datamodels") schemaFiles.push(value);
    if (argument === "--datasource") url = JSON.parse(value).url ?? "";
    if (argument === "cli") command = value;
  }
  return { schemaFiles, url, command };
}

const { schemaFiles, url, command } = readArguments(process.argv.slice(2));
const database = sqliteDatabase(url);
/** @type {ReturnType<typeof startWasmEngine> | undefined} */
let started;
const engine = () => (started ??= startWasmEngine(schemaFiles, database.adapterFactory()));

/** @param {string} method @param {any} params */
async function dispatch(method, params) {
  if (!url.startsWith("file:")) throw new Error("Set a SQLite url (file:...) in prisma.config.ts.");
  switch (method) {
    case "createDatabase":
      return database.create();
    case "reset":
      return database.reset();
    case "ensureConnectionValidity":
      database.mustExist();
      break;
    default:
      if (!started) database.prepareFor(method);
  }
  return (await engine()).call(method === "getDatabaseVersion" ? "version" : method, params);
}

/** The two commands that the Prisma CLI runs outside JSON-RPC. It reads the outcome from the exit code. */
async function runCommand() {
  try {
    if (command === "create-database") await dispatch("createDatabase", {});
    else if (command === "can-connect-to-database") database.mustExist();
    else throw new Error(`The schema engine has no command ${command}.`);
  } catch (thrown) {
    const error = /** @type {any} */ (thrown);
    // The CLI skips the first line and reads the others as JSON log lines of this target.
    const fields = { message: error.message, error_code: error.code ?? "P1001" };
    const log = { level: "ERROR", target: "schema_engine::logger", fields };
    process.stderr.write(`schema-engine\n${JSON.stringify(log)}`);
    process.exitCode = 1;
  }
}

if (command !== "") await runCommand();
else {
  const explain = async (/** @type {any} */ error) => (started ? (await started).explain(error) : error);
  serveJsonRpc(dispatch, explain, messageOfTrap);
}
