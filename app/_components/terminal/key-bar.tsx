import { clsx } from "clsx";
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { useDesk } from "../lesson/desk.tsx";

interface KeyBarProps {
  /** Ctrl is held for the next key. */
  ctrl: boolean;
  onCtrl: () => void;
}

/** Keys that a phone's keyboard does not have. They leave the focus, and the keyboard, where it is. */
export function KeyBar({ ctrl, onCtrl }: KeyBarProps) {
  const { getHands } = useDesk();
  const type = (text: string) => getHands()?.type(text);
  return (
    <div
      role="toolbar"
      aria-label="Keys"
      className="hidden h-11.25 shrink-0 items-stretch gap-px border-t border-line bg-line narrow:flex pointer-coarse:flex"
    >
      <Key label="Esc" onPress={() => type("\x1b")}>
        Esc
      </Key>
      <Key label="Tab" onPress={() => type("\t")}>
        Tab
      </Key>
      <Key label="Ctrl, for the next key" onPress={onCtrl} pressed={ctrl}>
        Ctrl
      </Key>
      <Key label="Pipe" onPress={() => type("|")}>
        |
      </Key>
      <Key label="Slash" spare onPress={() => type("/")}>
        /
      </Key>
      <Key label="Hyphen" spare onPress={() => type("-")}>
        -
      </Key>
      <Key label="Left" onPress={() => getHands()?.arrow("D")}>
        <ArrowLeft className="size-4" aria-hidden="true" />
      </Key>
      <Key label="Up" onPress={() => getHands()?.arrow("A")}>
        <ArrowUp className="size-4" aria-hidden="true" />
      </Key>
      <Key label="Down" onPress={() => getHands()?.arrow("B")}>
        <ArrowDown className="size-4" aria-hidden="true" />
      </Key>
      <Key label="Right" onPress={() => getHands()?.arrow("C")}>
        <ArrowRight className="size-4" aria-hidden="true" />
      </Key>
    </div>
  );
}

interface KeyProps {
  label: string;
  onPress: () => void;
  pressed?: boolean;
  /** Every phone's keyboard has it: it gives way where all keys would be too narrow for a finger. */
  spare?: boolean;
  children: ReactNode;
}

function Key({ label, onPress, pressed, spare, children }: KeyProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPress}
      className={clsx(
        spare ? "hidden min-[460px]:flex" : "flex",
        "min-w-11 flex-1 items-center justify-center bg-surface-raised font-mono text-sm text-ink -outline-offset-2 active:bg-accent-soft aria-pressed:bg-accent aria-pressed:text-on-accent",
      )}
    >
      {children}
    </button>
  );
}
