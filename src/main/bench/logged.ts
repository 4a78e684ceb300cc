/** Takes a failure that nobody waits for, and that must not be lost: one line in the log. `where`: `data folder`. */
export const logged =
  (where: string) =>
  (error: unknown): void => {
    console.error(`${where}:`, error instanceof Error ? error.message : error);
  };
