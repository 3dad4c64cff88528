import { Component, type ReactNode } from 'react';

export type ErrorBoundaryProps = {
  /** What stands there instead; `again` draws the screen afresh. */
  fallback: (again: () => void) => ReactNode;
  children: ReactNode;
};

/** React asks for a class here. Nothing of the error is sent anywhere; it goes to the console. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return this.props.fallback(() => this.setState({ failed: false }));
  }
}
