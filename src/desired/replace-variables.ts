import {
  nearest,
  type Diagnostic,
  type SourceEntry,
  type SourceFile,
  type SourceMap,
  type SourceNode,
  type SourceScalar,
} from '../model/index.js';
import { didYouMean, problem } from './problem.js';

/** The variables of one target. */
export type Variables = Readonly<Record<string, string | number | boolean>>;

/** How a variable's name may look, in the settings and in realm files. */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * A file with its variables replaced, in scalars and in keys. A scalar that is one variable and nothing else gets the
 * variable's type; places stay. What has no variable is not copied.
 */
export function replaceVariables(file: SourceFile, variables: Variables, found: Diagnostic[]): SourceFile {
  if (file.hasNoBraces === true) return file;
  const root = replaceInMap(file.root, { variables, found });
  return root === file.root ? file : { ...file, root };
}

const PREFIX = 'vars.';
/** The one expression besides variables: `{{ "{{" }}` gives two braces that begin no variable. */
const BRACES = '"{{"';

interface Replacing {
  readonly variables: Variables;
  readonly found: Diagnostic[];
}

function replaceInNode(node: SourceNode, replacing: Replacing): SourceNode {
  switch (node.type) {
    case 'scalar':
      return replaceInScalar(node, replacing);
    case 'list': {
      const items = node.items.map((item) => replaceInNode(item, replacing));
      return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
    }
    case 'map':
      return replaceInMap(node, replacing);
  }
}

/** Whether there is anything to replace; most files have nothing, and are not copied. */
function hasBraces(node: SourceNode): boolean {
  switch (node.type) {
    case 'scalar':
      return typeof node.value === 'string' && node.value.includes('{{');
    case 'list':
      return node.items.some(hasBraces);
    case 'map':
      for (const [key, { value }] of node.entries) if (key.includes('{{') || hasBraces(value)) return true;
      return false;
  }
}

function replaceInMap(map: SourceMap, replacing: Replacing): SourceMap {
  if (!hasBraces(map)) return map;
  const entries = new Map<string, SourceEntry>();
  for (const [written, entry] of map.entries) {
    const key = written.includes('{{') ? replaceInText(written, entry.place, replacing) : written;
    const value = replaceInNode(entry.value, replacing);
    const first = entries.get(key);
    if (first === undefined) entries.set(key, value === entry.value ? entry : { ...entry, value });
    else {
      const message = `with its variables replaced, the key "${key}" is here a second time`;
      const twice = problem('yaml-duplicate-key', entry.place, message, 'Remove one of the two, or merge them');
      replacing.found.push({ ...twice, related: [{ place: first.place, message: 'the first one' }] });
    }
  }
  return { ...map, entries };
}

function replaceInScalar(scalar: SourceScalar, replacing: Replacing): SourceScalar {
  const { value, place } = scalar;
  if (typeof value !== 'string' || !value.includes('{{')) return scalar;
  const whole = /^\{\{([^{}]*)\}\}$/.exec(value);
  if (whole !== null) {
    const variable = lookUp(whole[1] ?? '', place, replacing);
    return variable === undefined ? scalar : { ...scalar, value: variable };
  }
  return { ...scalar, value: replaceInText(value, place, replacing) };
}

/** Looks at each character once: a text of megabytes with nothing but braces must not take minutes. */
function replaceInText(text: string, place: SourceScalar['place'], replacing: Replacing): string {
  const parts: string[] = [];
  let isUnclosed = false;
  let at = 0;
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', at)) {
    const end = text.indexOf('}}', start + 2);
    if (end < 0) {
      isUnclosed = true;
      break;
    }
    const expression = text.slice(start + 2, end);
    if (expression.trim() === BRACES) {
      parts.push(text.slice(at, start), '{{');
      at = end + 2;
      continue;
    }
    isUnclosed ||= expression.includes('{{');
    const variable = lookUp(expression, place, replacing);
    parts.push(text.slice(at, start), variable === undefined ? `{{${expression}}}` : String(variable));
    at = end + 2;
  }
  if (isUnclosed) {
    replacing.found.push(problem('variable-syntax', place, '"{{" is never closed', 'Write {{ vars.name }}'));
  }
  return [...parts, text.slice(at)].join('');
}

function lookUp(
  expression: string,
  place: SourceScalar['place'],
  { variables, found }: Replacing,
): Variables[string] | undefined {
  const words = expression.trim();
  const name = words.slice(PREFIX.length);
  if (!words.startsWith(PREFIX) || !VARIABLE_NAME.test(name)) {
    const message = `"{{${expression}}}" is no variable`;
    found.push(
      problem('variable-syntax', place, message, 'Write {{ vars.name }}, with the variable in the vars of the target'),
    );
    return undefined;
  }
  if (Object.hasOwn(variables, name)) return variables[name];
  const known = Object.keys(variables).sort();
  const all = known.length === 0 ? 'The target has no vars' : `The target has ${known.join(', ')}`;
  const hint = `${didYouMean(nearest(name, known))}${all}`;
  found.push(problem('unknown-variable', place, `there is no variable "${name}"`, hint));
  return undefined;
}
