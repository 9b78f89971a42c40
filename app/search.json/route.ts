import { createHash } from "node:crypto";
import { readCourse } from "../_lib/course.ts";
import { searchDocuments } from "../_lib/search-documents.ts";

/** What the search dialog looks through, fetched when it is opened for the first time. */
export async function GET(request: Request): Promise<Response> {
  const body = JSON.stringify(searchDocuments(await readCourse()));
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = { etag, "cache-control": "no-cache", "content-type": "application/json" };
  if (request.headers.get("if-none-match")?.replace(/^W\//, "") === etag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, { headers });
}
