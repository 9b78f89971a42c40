"use client";

import { Printer } from "lucide-react";
import { Button } from "../ui/button.tsx";

export function PrintButton() {
  return (
    <Button look="primary" onClick={() => window.print()}>
      <Printer className="size-4" aria-hidden="true" />
      Print
    </Button>
  );
}
