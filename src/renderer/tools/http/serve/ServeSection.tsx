/** The form that starts a server. */
export function ServeSection() {
  return null;
}
