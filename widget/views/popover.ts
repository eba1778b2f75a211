/** Popovers: what they hold is rendered only while they are open. */
import type { PanelContext } from './view-context.js';

/**
 * For the event `beforetoggle` of a popover that follows its button. The focus goes back to the button before what holds
 * it is removed.
 */
export function popoverToggled(setState: PanelContext['setState']) {
  return ({ currentTarget, newState }: ToggleEvent): void => {
    const popover = currentTarget as HTMLElement;
    if (popover.contains((popover.getRootNode() as ShadowRoot).activeElement)) {
      (popover.previousElementSibling as HTMLElement).focus();
    }
    setState({ isPopoverOpen: newState === 'open' });
  };
}
