import { Button } from "../ui/button.tsx";

/** Stays in the tab order while it has nothing to send: what is missing is said when it is pressed. */
export function AnswerButton({ sending, empty }: { sending: boolean; empty: boolean }) {
  return (
    <Button type="submit" look="primary" aria-disabled={sending || empty}>
      {sending ? "Looking" : "Answer"}
    </Button>
  );
}
