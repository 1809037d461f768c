import { describe, expect, it } from 'vitest';
import { digest } from '../../../../src/model/index.js';
import { decodeReviewed, decodeReviewedParts, encodeReviewed } from '../../../../src/render/github/index.js';

const digests = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => digest(at));

describe('the steps that a check run stores', () => {
  it('are read back from the end of its text, sorted and each once', () => {
    const [a = '', b = ''] = digests(2);
    const { block } = encodeReviewed([b, a, b]);
    const stored = decodeReviewed(`#### a plan\n\n${block}\n`);
    expect(stored).toEqual({ in: 'block', digests: new Set([a, b]) });
    expect(block.split('\n').slice(1, -1)).toEqual([a, b].sort());
  });

  it('may be none, which is not the same as none being stored', () => {
    expect(decodeReviewed(encodeReviewed([]).block)).toEqual({ in: 'block', digests: new Set() });
    expect(decodeReviewed('')).toBeUndefined();
    expect(decodeReviewed('a plan')).toBeUndefined();
  });

  it('are not believed where the text was cut, altered or goes on', () => {
    const { block } = encodeReviewed(digests(3));
    expect(decodeReviewed(block.slice(0, -10))).toBeUndefined();
    expect(decodeReviewed(block.replace(digest(1), digest(9)))).toBeUndefined();
    expect(decodeReviewed(block.replace(`${digest(1)}\n`, ''))).toBeUndefined();
    expect(decodeReviewed(`${block}\nmore`)).toBeUndefined();
    expect(decodeReviewed(`${block}\n\n\`\`\`text\nx\n\`\`\``)).toBeUndefined();
  });

  it('are the last block, whatever a plan above says', () => {
    const [real = '', forged = ''] = digests(2);
    const text = `${encodeReviewed([forged]).block}\n\n${encodeReviewed([real]).block}`;
    expect(decodeReviewed(text)).toEqual({ in: 'block', digests: new Set([real]) });
  });

  it('go to an artefact that the text names by its SHA-256 where they are too many', () => {
    expect(encodeReviewed(digests(1800)).parts).toBeUndefined();
    const many = digests(2000);
    const { block, parts } = encodeReviewed(many);
    expect(block.length).toBeLessThan(200);
    const stored = decodeReviewed(block);
    expect(stored).toEqual({ in: 'parts', sha256: parts?.sha256 });
    const { sha256 = '', text = '' } = parts ?? {};
    expect(decodeReviewedParts(text, sha256)).toEqual(new Set(many));
    expect(decodeReviewedParts(text.slice(33), sha256)).toBeUndefined();
    expect(decodeReviewedParts(`${text}x`, sha256)).toBeUndefined();
  });
});
