import { styled } from '@mui/material/styles';

/** The name, with two ends and the wire between them. */
export function Wordmark({ as = 'span' }: { as?: 'span' | 'h1' }) {
  return (
    <Mark as={as}>
      <svg width="20" height="18" viewBox="0 0 20 18" fill="none" aria-hidden="true">
        <path
          d="M4 9h2.5l1.6-4.5 3.2 9L13 9h3"
          stroke="var(--wb-accent)"
          strokeWidth="1.6"
          strokeLinejoin="round"
        />
        <circle cx="2.4" cy="9" r="1.7" fill="var(--wb-in)" />
        <circle cx="17.6" cy="9" r="1.7" fill="var(--wb-out)" />
      </svg>
      Wirebench
    </Mark>
  );
}

const Mark = styled('span')({
  margin: 0,
  display: 'inline-flex',
  alignItems: 'center',
  gap: 8,
  fontSize: 13,
  lineHeight: '20px',
  fontWeight: 650,
  letterSpacing: '-0.01em',
});
