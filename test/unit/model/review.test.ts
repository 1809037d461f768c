import { describe, expect, it } from 'vitest';
import { driftMarker, reviewMarker } from '../../../src/model/index.js';

describe('the marker of a comment', () => {
  it('is the same for the same targets in any order', () => {
    expect(reviewMarker(['stage', 'prod', 'prod'])).toBe(reviewMarker(['prod', 'stage']));
    expect(reviewMarker(['prod'])).not.toBe(reviewMarker(['prod', 'stage']));
  });

  it('is one line of an HTML comment whatever a target is called', () => {
    for (const name of ['prod', '--> <b>', 'a\nb', '']) {
      expect(reviewMarker([name])).toMatch(/^<!-- keyplan:review v1 [0-9a-f]{32} -->$/);
      expect(driftMarker(name)).toMatch(/^<!-- keyplan:drift v1 [0-9a-f]{32} -->$/);
    }
  });

  it('of an issue on drift is never that of a review', () => {
    expect(driftMarker('prod')).not.toBe(reviewMarker(['prod']));
  });
});
