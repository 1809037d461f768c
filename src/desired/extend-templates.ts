import {
  countValues,
  nearest,
  VALUES_MAX,
  type Diagnostic,
  type Place,
  type SourceEntry,
  type SourceMap,
} from '../model/index.js';
import { mergeMaps, OBJECT_RULE, type UsedNulls } from './merge-entries.js';
import { didYouMean, problem } from './problem.js';
import { itemsOf, valueOf } from './read-nodes.js';

/** Merges an object over the templates that it extends. */
export type Extend = (object: SourceMap) => SourceMap;

/** How many templates may lie over each other: of a chain without an end the stack would have one. */
export const TEMPLATE_DEPTH_MAX = 32;

/** Makes the function that merges objects over these templates; each template is resolved once. */
export function templateExtender(
  templates: ReadonlyMap<string, SourceEntry>,
  used: UsedNulls,
  found: Diagnostic[],
): Extend {
  const resolved = new Map<string, SourceMap | undefined>();
  const open: string[] = [];
  const hasRoom = roomForTemplates(found);

  const template = (name: string, place: Place): SourceMap | undefined => {
    if (open.includes(name)) {
      const circle = [...open.slice(open.indexOf(name)), name].join(' -> ');
      found.push(
        problem(
          'template-cycle',
          place,
          `the templates extend each other in a circle: ${circle}`,
          'Take one of them out of "extends"',
        ),
      );
      return undefined;
    }
    if (resolved.has(name)) return resolved.get(name);
    const entry = templates.get(name);
    if (entry === undefined) {
      const hint = `${didYouMean(nearest(name, templates.keys()))}Declare it under "templates"`;
      found.push(problem('unknown-template', place, `there is no template "${name}"`, hint));
      return undefined;
    }
    if (open.length === TEMPLATE_DEPTH_MAX) {
      const hint = 'Name several templates in one "extends" instead of one over the other';
      found.push(
        problem(
          'template-depth',
          place,
          `more than ${TEMPLATE_DEPTH_MAX} templates extend each other down to "${name}"`,
          hint,
        ),
      );
      return undefined;
    }
    open.push(name);
    const map = entry.value.type === 'map' ? extend(entry.value) : undefined;
    open.pop();
    resolved.set(name, map);
    return map;
  };

  const extend: Extend = (object) => {
    const written = object.entries.get('extends');
    if (written === undefined) return object;
    const entries = new Map(object.entries);
    entries.delete('extends');
    const own = { ...object, entries };
    let base: SourceMap | undefined;
    for (const { name, place } of templateNames(written, found)) {
      const next = template(name, place);
      if (next !== undefined && hasRoom(next, place))
        base = base === undefined ? next : mergeMaps(base, next, OBJECT_RULE, used);
    }
    return base === undefined ? own : mergeMaps(base, own, OBJECT_RULE, used);
  };

  // Templates that nobody extends must not hide their mistakes.
  for (const [name, { place }] of templates) template(name, place);
  return extend;
}

/** Tells of one template laid under an object after the other whether there is still room for what it holds; the first that finds none says so. */
function roomForTemplates(found: Diagnostic[]): (map: SourceMap, place: Place) => boolean {
  const sizes = new Map<SourceMap, number>();
  let laid = 0;
  return (map, place) => {
    const size = sizes.get(map) ?? countValues(map);
    sizes.set(map, size);
    const before = laid;
    laid += size;
    if (laid <= VALUES_MAX) return true;
    if (before > VALUES_MAX) return false;
    const message = `from here on, templates stand for more than ${VALUES_MAX} values`;
    found.push(problem('too-many-values', place, message, 'Take out of the templates what only some objects need'));
    return false;
  };
}

function templateNames(
  { value }: SourceEntry,
  found: Diagnostic[],
): readonly { readonly name: string; readonly place: Place }[] {
  if (value.type === 'scalar' && value.value === null) return [];
  const nodes = value.type === 'scalar' ? [value] : itemsOf(value, found);
  return nodes.flatMap((node) => {
    const name = valueOf(node, 'string', found);
    return name === undefined ? [] : [{ name, place: node.place }];
  });
}
