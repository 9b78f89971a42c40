import { useEffect, useState } from "react";

/**
 * Height of what can be seen, in pixels: on phones whose keyboard lies over the page instead of making it smaller,
 * the rest would be behind the keyboard. `undefined`: as high as the window.
 */
export function useVisibleHeight(): number | undefined {
  const [height, setHeight] = useState<number>();
  useEffect(() => {
    const visible = window.visualViewport;
    if (!visible) return;
    const measure = () => {
      // A page that is zoomed in by hand shows a part of itself on purpose.
      const covered = visible.scale === 1 && visible.height < window.innerHeight - 1;
      setHeight(covered ? visible.height : undefined);
    };
    visible.addEventListener("resize", measure);
    return () => visible.removeEventListener("resize", measure);
  }, []);
  return height;
}
