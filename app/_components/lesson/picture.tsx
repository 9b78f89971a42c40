/** A picture of the lesson, drawn inline so that it wears the page's colours. `svg` is the repository's own file. */
export function Picture({ svg, alt }: { svg: string; alt: string }) {
  return (
    <figure
      // biome-ignore lint/a11y/noNoninteractiveTabindex: on a narrow window it is scrolled by keyboard too.
      tabIndex={0}
      className="wide-content py-2"
    >
      <div
        role="img"
        aria-label={alt}
        className="picture min-w-120"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: lessons are part of the repository, and linted.
        dangerouslySetInnerHTML={{ __html: svg }}
      />
    </figure>
  );
}
