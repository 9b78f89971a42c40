// @ts-check
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";

/** The last message of a Rust panic; the engine leaves it here before it traps. */
let panicMessage = "";

async function instantiate() {
  const require = createRequire(import.meta.url);
  const wasmFile = require
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/schema_engine_bg\.js$/, "schema_engine_bg.wasm");
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (/** @type {string} */ message) => {
        panicMessage = message;
      },
    },
  });
  const { instance } = await WebAssembly.instantiate(readFileSync(wasmFile), {
    "./schema_engine_bg.js": /** @type {any} */ (glue),
  });
  /** @type {any} */ (glue).__wbg_set_wasm(instance.exports);
  /** @type {any} */ (instance.exports).__wbindgen_start();
}

/**
 * Starts the WebAssembly build of Prisma's schema engine on a driver adapter.
 * `explain` turns what a call rejected with into an Error with the adapter's own message: errors of the adapter
 * cross the border as a number into its registry.
 * @param {readonly string[]} schemaFiles
 * @param {import("@prisma/driver-adapter-utils").SqlMigrationAwareDriverAdapterFactory} adapterFactory
 */
export async function startWasmEngine(schemaFiles, adapterFactory) {
  await instantiate();
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory);
  const datamodels = schemaFiles.map((file) => [file, readFileSync(file, "utf8")]);
  const engine = await /** @type {any} */ (glue).SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    (/** @type {unknown} */ log) => process.stderr.write(`${String(log).trimEnd()}\n`),
    factory,
  );
  return {
    /**
     * @param {string} method
     * @param {unknown} params
     * @returns {Promise<any>}
     */
    async call(method, params) {
      if (typeof engine[method] !== "function") {
        throw new Error(`The schema engine has no method ${method}.`);
      }
      return (await engine[method](params)) ?? {};
    },
    explain(/** @type {any} */ error) {
      const reference = /External error id#(\d+)/.exec(error?.message ?? "");
      const original = reference && factory.errorRegistry.consumeError(Number(reference[1]))?.error;
      if (!reference || !original) return error;
      const text = /** @type {any} */ (original).message ?? String(original);
      return Object.assign(new Error(error.message.replace(reference[0], text)), { code: error.code });
    },
  };
}

/** @param {any} error what was thrown across the border, outside any promise */
export function messageOfTrap(error) {
  return panicMessage || (error?.message ?? String(error));
}
