/** Why an answer was not looked at. */
export function AnswerFault({ id, fault }: { id: string; fault: string | undefined }) {
  if (!fault) return null;
  return (
    <p id={id} role="alert" className="text-sm text-danger">
      {fault}
    </p>
  );
}
