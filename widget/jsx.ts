/**
 * The element's attributes for JSX in React 19: `import type {} from 'align-monitor/widget/jsx'` in one file of a project
 * is all it takes. A file of its own, since only those who have React have its types.
 */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { AlignMonitor, MonitorEventDetails } from './index.js';

export * from './index.js';

/** Spelt as in HTML, so that they also hold when React renders them before the element is registered, or on a server. */
export type AlignMonitorAttributes = {
  [Name in 'src' | 'variant' | 'theme' | 'audience' | 'label' | 'credentials']?: AlignMonitor[Name] | undefined;
} & {
  'health-src'?: string | undefined;
  'history-src'?: string | undefined;
  /** Seconds. */
  interval?: number | undefined;
} & {
  [Type in keyof MonitorEventDetails as `on${Type}`]?:
    ((event: CustomEvent<MonitorEventDetails[Type]>) => void) | undefined;
};

/** All that `<align-monitor>` takes in JSX. */
export type AlignMonitorProps = DetailedHTMLProps<HTMLAttributes<AlignMonitor>, AlignMonitor> & AlignMonitorAttributes;

declare module 'react' {
  // It is how React's types are added to.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'align-monitor': AlignMonitorProps;
    }
  }
}
