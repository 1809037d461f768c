import { addressParts, fieldParts, type Address, type FieldPath, type IgnoreRule } from '../model/index.js';

/** Says of the facts of one object whether somebody else manages them. */
export type IgnoreMatcher = (path: FieldPath) => boolean;

/** The part of a field that fits everything below what stands before it. */
export const EVERYTHING_BELOW = '**';

/**
 * Which facts of an object the rules leave alone; undefined where no rule fits the object, so that its facts need not be
 * asked. Days are not looked at: a rule counts until the files say otherwise, and policy refuses the plan of one that ended.
 */
export function ignoreMatcher(rules: readonly IgnoreRule[], of: Address): IgnoreMatcher | undefined {
  if (rules.length === 0) return undefined;
  const fitting = rulesFor(rules, of);
  if (fitting.length === 0) return undefined;
  return (path) => {
    const parts = fieldParts(path);
    return fitting.some(({ field }) => fieldFits(field, parts));
  };
}

/** Whether some rule leaves the fact alone. For one question; who asks for all facts of an object takes {@link ignoreMatcher}. */
export function isIgnored(rules: readonly IgnoreRule[], of: Address, path: FieldPath): boolean {
  return ignoreMatcher(rules, of)?.(path) === true;
}

/** The rules that fit an object, in their own order. */
export function rulesFor(rules: readonly IgnoreRule[], of: Address): readonly IgnoreRule[] {
  const { kind, names } = addressParts(of);
  return rules.filter((rule) => rule.kind === kind && namesFit(rule.names, names));
}

/** Whether a rule's field fits a fact: it names the fact, or something that the fact lies below. */
export function ruleFitsField({ field }: IgnoreRule, path: FieldPath): boolean {
  return fieldFits(field, fieldParts(path));
}

function namesFit(patterns: readonly string[], names: readonly string[]): boolean {
  return patterns.length === names.length && patterns.every((pattern, index) => textFits(pattern, names[index] ?? ''));
}

function fieldFits(field: readonly string[], parts: readonly string[]): boolean {
  return field.every((pattern, index) => {
    const part = parts[index];
    if (part !== undefined) return textFits(pattern, part);
    // A fact that is the very thing below which everything is meant has nothing below itself, and is meant too.
    return pattern === EVERYTHING_BELOW && index > 0 && index === parts.length;
  });
}

/** Whether `*` of a pattern can stand for texts, be they empty, such that the pattern is the text. Takes no more than one look at each piece. */
export function textFits(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? '';
  const end = text.length - last.length;
  if (first.length > end || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
