import { Component, type ReactNode } from 'react';

/** The last resort when a page fails to render: it says so, and that nothing was changed. Both languages stand here. */
export class RefusedBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <main>
        <h1>页面出错了，没有任何改动。</h1>
        <p lang="en">This page failed. Nothing was changed.</p>
        <p>
          <a href="/">首页 · Home</a> · <a href="tel:12393">12393</a>
        </p>
      </main>
    );
  }
}
