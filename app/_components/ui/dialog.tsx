"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { IconButton } from "./icon-button.tsx";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** One sentence under the title. */
  description: ReactNode;
  children: ReactNode;
  /** Where the focus goes when the dialog closes; otherwise back to where it was. */
  onCloseFocus?: () => void;
}

export function Dialog({ open, onOpenChange, title, description, children, onCloseFocus }: DialogProps) {
  const before = useRef<HTMLElement>(undefined);
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-[rgb(20_18_15/0.5)]" />
        <Primitive.Content
          className="appear fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[min(34rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-panel border border-line bg-surface-raised p-5 text-ink shadow-raised"
          onOpenAutoFocus={() => {
            // Opened by a key as well as by a button: the library would go back to a button only.
            const { activeElement } = document;
            before.current = activeElement instanceof HTMLElement ? activeElement : undefined;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (onCloseFocus) onCloseFocus();
            else before.current?.focus({ preventScroll: true });
          }}
        >
          <div className="flex items-start justify-between gap-4">
            <Primitive.Title className="text-lg font-semibold tracking-tight">{title}</Primitive.Title>
            <Primitive.Close asChild>
              <IconButton label="Close" className="-mt-1 -mr-1">
                <X className="size-4" aria-hidden="true" />
              </IconButton>
            </Primitive.Close>
          </div>
          <Primitive.Description className="mt-1 text-[0.9375rem] text-ink-muted">
            {description}
          </Primitive.Description>
          <div className="mt-4">{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
