import { drawScreen } from "../sessions/screen/draw-screen.ts";
import type { ScreenDrawer } from "../sessions/screen/screen-drawer.ts";

/** Draws screens here and now, with no worker to wait for. */
export const drawerInPlace = (): ScreenDrawer => ({
  draw: async (base, pieces) => drawScreen(base, pieces),
  close: async () => {},
});
