/** The cookies that are kept: what each is for, and which are taken off. */
export default function CookiesDialog(_props: { onClose(): void }) {
  return null;
}
