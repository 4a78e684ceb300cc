import Button from '@mui/material/Button';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Middle } from '../ui/Middle.tsx';

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
