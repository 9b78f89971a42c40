/** A sentence with `code` in backticks. */
export function CodeText({ children }: { children: string }) {
  const parts = children.split("`");
  const even = parts.length % 2 === 1;
  if (!even) return children;
  return (
    <span className="code-text">
      {parts.map((part, index) => {
        const key = `${index}-${part}`;
        return index % 2 === 1 ? <code key={key}>{part}</code> : <span key={key}>{part}</span>;
      })}
    </span>
  );
}
