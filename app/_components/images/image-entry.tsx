import Link from "next/link";
import type { Lesson } from "../../../server/lessons/schema.ts";
import { type CatalogueFact, repositoryOf, sizeWords } from "../../_lib/catalogue.ts";
import { lessonPath } from "../../_lib/course-paths.ts";
import { OriginSign } from "./origin-sign.tsx";

interface ImageEntryProps {
  image: CatalogueFact;
  /** Lessons that use it. */
  lessons: readonly Lesson[];
}

/** An image of the mirror: what it is for, how large it is, where it is met. */
export function ImageEntry({ image, lessons }: ImageEntryProps) {
  const { name, tags, use, description, standIn } = image;
  const others = tags.slice(1).map((tag) => `${repositoryOf(image)}:${tag}`);
  return (
    <li className="border-b border-line py-5 sm:px-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="min-w-0 font-mono text-base font-medium wrap-anywhere">{name}</h2>
        <OriginSign standIn={standIn} />
      </div>
      {others.length > 0 && (
        <p className="mt-0.5 text-sm text-ink-muted">
          also <span className="font-mono text-[0.8125rem] wrap-anywhere">{others.join(", ")}</span>
        </p>
      )}
      <p className="mt-2 leading-normal">{use}</p>
      <p className="mt-1 text-[0.9375rem] leading-normal text-ink-muted">{description}</p>
      <Facts image={image} />
      <UsedIn lessons={lessons} />
    </li>
  );
}

function UsedIn({ lessons }: { lessons: readonly Lesson[] }) {
  if (lessons.length === 0) return <p className="mt-3 text-sm text-ink-muted">No lesson names it.</p>;
  return (
    <div className="mt-3 flex gap-x-3 text-sm">
      <p className="shrink-0 text-ink-muted">Used in</p>
      <ul className="flex min-w-0 flex-wrap gap-x-4 gap-y-1">
        {lessons.map((lesson) => (
          <li key={lesson.id}>
            <Link
              href={lessonPath(lesson)}
              className="inline-block text-accent underline-offset-3 hover:underline"
            >
              <span className="mr-1 text-ink-muted tabular-nums">{lesson.number}</span>
              {lesson.title}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Facts({ image: { platforms, transferSize, unpackedSize, layers } }: { image: CatalogueFact }) {
  const facts = [
    ["To pull", sizeWords(transferSize)],
    ["On disk", sizeWords(unpackedSize)],
    ["Layers", String(layers)],
    [platforms.length === 1 ? "Platform" : "Platforms", platforms.join(", ")],
  ] as const;
  return (
    <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-sm">
      {facts.map(([term, value]) => (
        <div key={term} className="flex gap-1.5">
          <dt className="text-ink-muted">{term}</dt>
          <dd className="tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
