import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Course } from "../../server/lessons/schema.ts";
import { readCourse } from "../_lib/course.ts";
import { searchDocuments } from "../_lib/search-documents.ts";

interface SearchFile {
  readonly etag: string;
  readonly plain: string;
  readonly gzip: Uint8Array<ArrayBuffer>;
}

/** Written once for each reading of the course. */
const files = new WeakMap<Course, SearchFile>();

function searchFile(course: Course): SearchFile {
  const kept = files.get(course);
  if (kept) return kept;
  const plain = JSON.stringify(searchDocuments(course));
  const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
  const file = { etag, plain, gzip: new Uint8Array(gzipSync(plain, { level: 9 })) };
  files.set(course, file);
  return file;
}

/** What the search dialog looks through, fetched when it is opened for the first time. */
export async function GET(request: Request): Promise<Response> {
  const { etag, plain, gzip } = searchFile(await readCourse());
  const headers = new Headers({
    etag,
    "cache-control": "no-cache",
    "content-type": "application/json",
    vary: "accept-encoding",
  });
  if (request.headers.get("if-none-match")?.replace(/^W\//, "") === etag) {
    return new Response(null, { status: 304, headers });
  }
  if (!/\bgzip\b/.test(request.headers.get("accept-encoding") ?? "")) return new Response(plain, { headers });
  headers.set("content-encoding", "gzip");
  return new Response(gzip, { headers });
}
