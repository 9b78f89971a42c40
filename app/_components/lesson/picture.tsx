/** A picture of the lesson, drawn inline so that it wears the page's colours. `svg` is the repository's own file. */
export function Picture({ svg, alt }: { svg: string; alt: string }) {
  return (
    <figure className="overflow-x-auto rounded-panel border border-line bg-surface-raised p-4 sm:p-5">
      <div
        role="img"
        aria-label={alt}
        className="picture min-w-110"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: lessons are part of the repository, and linted.
        dangerouslySetInnerHTML={{ __html: svg }}
      />
    </figure>
  );
}
