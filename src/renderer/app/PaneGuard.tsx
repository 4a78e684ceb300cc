import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { Component, type ErrorInfo, type ReactNode } from 'react';

interface State {
  error: Error | null;
}

/** A page that breaks while it is drawn says so and can be drawn again; the rest of the window goes on. */
export class PaneGuard extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(reason: unknown): State {
    return { error: reason instanceof Error ? reason : new Error(String(reason)) };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('a page could not be drawn', error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Middle role="alert">
        <p>
          This page could not be drawn. The bench goes on, and nothing that was captured is lost.
          <br />
          <code>{error.message}</code>
        </p>
        <Button variant="contained" onClick={() => this.setState({ error: null })}>
          Draw it again
        </Button>
      </Middle>
    );
  }
}

const Middle = styled('div')({
  display: 'grid',
  placeContent: 'center',
  justifyItems: 'center',
  gap: 16,
  flex: '1 1 0',
  padding: 24,
  textAlign: 'center',
  '& p': { margin: 0, maxWidth: 480 },
  '& code': { color: 'var(--wb-muted)', fontSize: 12.5 },
});
