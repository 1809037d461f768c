import { addressParts, fieldParts, type Address, type FieldPath, type IgnoreRule } from '../model/index.js';

/** Says of the facts of one object whether somebody else manages them. */
export type IgnoreMatcher = (path: FieldPath) => boolean;

/** The last part of a field that fits everything below the parts before it. */
export const EVERYTHING_BELOW = '**';

/**
 * Which facts of an object the rules leave alone; undefined where no rule fits the object, so that its facts need not be
 * asked. Days are not looked at: a rule counts until the files say otherwise, and policy refuses the plan of one that ended.
 */
export function ignoreMatcher(rules: readonly IgnoreRule[], of: Address): IgnoreMatcher | undefined {
  if (rules.length === 0) return undefined;
  const fitting = rulesFor(rules, of);
  return fitting.length === 0 ? undefined : (path) => fitting.some((rule) => ruleFitsField(rule, path));
}

/** Whether some rule leaves the fact alone. For one question; who asks for all facts of an object takes {@link ignoreMatcher}. */
export function isIgnored(rules: readonly IgnoreRule[], of: Address, path: FieldPath): boolean {
  return ignoreMatcher(rules, of)?.(path) === true;
}

/** The rules that fit an object, in their own order. */
export function rulesFor(rules: readonly IgnoreRule[], of: Address): readonly IgnoreRule[] {
  const { kind, names } = addressParts(of);
  return rules.filter(
    (rule) => rule.kind === kind && partsFit(rule.names, names) && rule.names.length === names.length,
  );
}

/** Whether a rule's field names a fact, or something that the fact lies below. */
export function ruleFitsField({ field }: IgnoreRule, path: FieldPath): boolean {
  return partsFit(field, fieldParts(path));
}

function partsFit(patterns: readonly string[], parts: readonly string[]): boolean {
  return patterns.length <= parts.length && patterns.every((pattern, index) => textFits(pattern, parts[index] ?? ''));
}

/** Whether the text is the pattern when each `*` stands for some text, be it empty. Looks for each piece once. */
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
