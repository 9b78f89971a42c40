import { Monitor, Moon, Sun } from "lucide-react";

/** What a reader can choose between. */
export const themes = [
  { value: "light", name: "Light", Icon: Sun },
  { value: "dark", name: "Dark", Icon: Moon },
  { value: "system", name: "As the system", Icon: Monitor },
] as const;
