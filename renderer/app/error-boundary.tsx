import { Component, type ReactNode } from 'react';

export type ErrorBoundaryProps = {
  /** What stands there instead. */
  fallback: ReactNode;
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
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
