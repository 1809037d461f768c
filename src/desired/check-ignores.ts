import { ruleFitsField, rulesFor } from '../kinds/index.js';
import { addressText, type Diagnostic, type IgnoreRule } from '../model/index.js';
import type { Drafts } from './check-clients.js';
import type { Draft } from './draft.js';
import { problem, warning } from './problem.js';

/**
 * Facts that an entry writes and a rule leaves to somebody else, and rules that fit no entry. What only the client's type
 * writes, or what is managed only because a list is exact, may be ignored: that is how one field of a typed client is left
 * alone.
 */
export function checkIgnores(rules: readonly IgnoreRule[], drafts: Drafts): readonly Diagnostic[] {
  if (rules.length === 0) return [];
  const found: Diagnostic[] = [];
  const fitting = new Set<IgnoreRule>();
  for (const draft of drafts.values()) {
    for (const rule of rulesFor(rules, draft.address)) {
      fitting.add(rule);
      const both = declaredAndIgnored(rule, draft);
      if (both !== undefined) found.push(both);
    }
  }
  return [...found, ...rules.filter((rule) => !fitting.has(rule)).map(fitsNothing)];
}

function declaredAndIgnored(rule: IgnoreRule, draft: Draft): Diagnostic | undefined {
  const paths = [...draft.facts.keys()].filter((path) => !draft.implied.has(path) && ruleFitsField(rule, path));
  const [first] = paths;
  if (first === undefined) return undefined;
  const more = paths.length === 1 ? '' : ` and ${paths.length - 1} more`;
  const message = `"${first}"${more} of ${addressText(draft.address)} is declared and ignored`;
  const hint = 'Take one of the two out; a key that a template or an earlier layer wrote is un-written by null';
  return {
    ...problem('declared-and-ignored', draft.places.get(first) ?? draft.place, message, hint),
    related: [{ place: rule.place, message: 'the rule' }],
  };
}

function fitsNothing({ kind, names, place }: IgnoreRule): Diagnostic {
  const message = `no entry is fit by the ignore rule for ${kind.replace('-', ' ')} "${names.join('/')}"`;
  const hint = 'Correct the name, or remove the rule: what no file declares is never compared or changed';
  return warning('ignore-fits-nothing', place, message, hint);
}
