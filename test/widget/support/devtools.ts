/** Real input, and another screen, through the DevTools protocol. */

const SOCKET = '/__web-dev-server__web-socket.js';

interface Socket {
  sendMessageWaitForResponse: (message: object) => Promise<unknown>;
}

/** Sends a command of the DevTools protocol to this page. */
export async function devtools(method: string, params: object): Promise<void> {
  const { sendMessageWaitForResponse } = (await import(SOCKET)) as Socket;
  const sessionId = new URL(location.href).searchParams.get('wtr-session-id');
  await sendMessageWaitForResponse({
    type: 'wtr-command',
    sessionId,
    command: 'devtools',
    payload: { method, params },
  });
}

/** A place on the screen, in CSS pixels of the page. */
export type Place = readonly [x: number, y: number];

/** Moves the mouse, or presses or releases its left button. */
export async function mouse(type: 'mouseMoved' | 'mousePressed' | 'mouseReleased', [x, y]: Place): Promise<void> {
  const isMove = type === 'mouseMoved';
  await devtools('Input.dispatchMouseEvent', {
    type,
    x,
    y,
    button: isMove ? 'none' : 'left',
    clickCount: isMove ? 0 : 1,
  });
}

/** Puts fingers on the screen, moves them to other places, and lifts them. */
export async function pinch(from: readonly Place[], to: readonly Place[]): Promise<void> {
  const points = (places: readonly Place[]) => places.map(([x, y], id) => ({ x, y, id }));
  await devtools('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: points(from) });
  await devtools('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: points(to) });
  await devtools('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}
