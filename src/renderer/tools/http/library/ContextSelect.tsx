/** Which collection and environment the variables and cookies of requests come from. */
export function ContextSelect() {
  return null;
}
