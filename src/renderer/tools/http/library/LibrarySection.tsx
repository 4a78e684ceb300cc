/** Collections, environments and the history. */
export function LibrarySection() {
  return null;
}
