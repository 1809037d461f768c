import type { Place } from '../model/index.js';

/** How a stage of parsing turns an offset of the text into a place. */
export type Locate = (offset: number) => Place;
