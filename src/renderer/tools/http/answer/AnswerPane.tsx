/** What came of a request. */
export function AnswerPane({ exchange }: { exchange: string }) {
  return <section aria-label="Answer" data-exchange={exchange} />;
}
