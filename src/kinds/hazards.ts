import { addressParts, addressText, type Hazard, type ObjectChange } from '../model/index.js';
import { hazard, type HazardContext } from './hazard-context.js';
import { clientHazards } from './hazards-of-clients.js';
import { gainedAudiences, mapperHazards } from './hazards-of-mappers.js';
import { grantedBy, isInRoleScope, wayToAdminRole, withAncestors } from './role-graph.js';

/** Every danger of one change, in the order in which product.md lists them. */
export function hazardsOf(context: HazardContext): readonly Hazard[] {
  const { change } = context;
  if (change.action === 'mark' && !takesOver(change)) return [];
  const found = [
    ...adminRoles(context),
    ...(addressParts(change.address).kind === 'client' ? clientHazards(context) : []),
    ...mapperHazards(context),
    ...gainedAudiences(context),
  ];
  if (change.adopts && change.fields.length > 0)
    found.push(hazard(change.address, 'adopt', 'it exists without a mark, and fields of it change'));
  if (takesOver(change))
    found.push(hazard(change.address, 'take-over', `it is managed by ${change.mark?.before?.owner ?? ''}`));
  return found;
}

function takesOver({ mark }: ObjectChange): boolean {
  return mark?.before !== undefined && mark.after !== undefined && mark.before.owner !== mark.after.owner;
}

function adminRoles({ change, graph }: HazardContext): readonly Hazard[] {
  const { kind } = addressParts(change.address);
  return change.fields.flatMap(({ path, after }) => {
    const granted = after === true ? grantedBy(kind, path) : undefined;
    if (granted === undefined) return [];
    const starts =
      addressParts(granted).kind === 'group' ? withAncestors(`/${addressParts(granted).names.join('/')}`) : [granted];
    const way = starts.map((start) => wayToAdminRole(start, graph)).find((candidate) => candidate !== undefined);
    if (way === undefined) return [];
    const through = way.slice(0, -1).map(addressText).join(', ');
    const role = addressText(way.at(-1) ?? granted);
    const gains = isInRoleScope(path) ? `lets ${role} into tokens` : `gains ${role}`;
    return [hazard(change.address, 'admin-role', `${gains}${through === '' ? '' : ` through ${through}`}`, path)];
  });
}
