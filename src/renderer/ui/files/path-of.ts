/** The path of a dropped or chosen file, where the host can tell it; else null, and the page lends the file. */
export function pathOf(file: File): string | null {
  return window.wirebench?.pathOf(file) || null;
}
