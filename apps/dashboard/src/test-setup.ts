import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// Pages are loaded on demand, which takes a moment on a busy machine.
configure({ asyncUtilTimeout: 15_000 });

// What jsdom leaves out and the router, Radix and the toasts ask for.
Object.assign(window, {
  scrollTo: () => {},
  matchMedia: (media: string) =>
    Object.assign(new EventTarget(), { media, matches: false, onchange: null }),
  ResizeObserver: class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  },
});
Object.assign(Element.prototype, {
  scrollIntoView: () => {},
  hasPointerCapture: () => false,
});

afterEach(() => {
  cleanup();
});
