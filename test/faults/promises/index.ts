/** All promises about faults and bad input. */
import { bounds } from './bounds.js';
import { disk } from './disk.js';
import { element } from './element.js';
import { requests } from './requests.js';
import { strangers } from './strangers.js';
import { time } from './time.js';

export const promises = [...disk, ...requests, ...bounds, ...time, ...strangers, ...element];
