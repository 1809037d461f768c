import {
  addressParts,
  fieldParts,
  placeText,
  type Address,
  type KindName,
  type Mention,
  type ObjectChange,
} from '../model/index.js';
import { word } from './escape.js';
import type { Line } from './layout.js';
import { fieldLabel } from './phrases.js';
import { objectText } from './values.js';

/** What an object is called above its block: a renamed one by both names. @example 'client SmartEM -> SmartEM_User' */
export function titleOf({ address, renamedFrom }: Pick<ObjectChange, 'address' | 'renamedFrom'>): string {
  return renamedFrom === undefined ? objectText(address) : `${objectText(renamedFrom)} -> ${nameOf(address)}`;
}

/** What says the old name of a renamed client, and whether this plan changes that. */
export function mentionLines({ stillNamed = [] }: ObjectChange, changes: readonly ObjectChange[]): readonly Line[] {
  if (stillNamed.length === 0) return [];
  const items = stillNamed.map((mention) => `${mentionText(mention)} (${mentionState(mention, changes)})`);
  return [{ form: 'list', indent: 6, lead: 'also named in:', items }];
}

function mentionText({ address, path }: Mention): string {
  const [list = '', second = ''] = fieldParts(path);
  const { kind } = addressParts(address);
  switch (list) {
    case 'protocolMappers':
      return kind === 'client'
        ? `mapper ${nameOf(address)}/${word(second)}`
        : `mapper ${word(second)} of ${objectText(address)}`;
    case 'serviceAccount':
      return `service account of ${objectText(address)}`;
    case 'composites':
      return `composites of ${objectText(address)}`;
    case 'roleScope':
      return `role scope of ${objectText(address)}`;
    case 'clientRoles':
      return `client roles of ${objectText(address)}`;
    default:
      return `${fieldLabel(path)} of ${objectText(address)}`;
  }
}

function mentionState({ address, path, isChanged }: Mention, changes: readonly ObjectChange[]): string {
  if (!isChanged) return 'still the old one';
  const change = changes.find((candidate) => candidate.address === address);
  const place = change?.fields.find((field) => field.path === path)?.place;
  return place === undefined ? 'changed to the new one' : `already the new name in ${placeText(place)}`;
}

/** What a revert of the files does not bring back, by kind. */
const LOST_FOR_GOOD: Readonly<Record<KindName, string>> = {
  client: 'no revert brings back its secret, its UUID or its sessions',
  'client-scope': 'a revert brings back the scope, not the links that are in no file',
  role: 'a revert brings back the role, not who holds it without a file saying so',
  'client-role': 'a revert brings back the role, not who holds it without a file saying so',
  group: 'a revert brings back the group, not its members',
};

/** What goes along with a delete, and what of it is gone for good. */
export function lossLines({ action, address, loses = [] }: ObjectChange): readonly Line[] {
  if (action !== 'delete') return [];
  const lost: Line = {
    form: 'sentence',
    indent: 6,
    text: `(${LOST_FOR_GOOD[addressParts(address).kind]})`,
    tone: 'quiet',
  };
  return loses.length === 0 ? [lost] : [{ form: 'list', indent: 6, lead: 'goes with it:', items: loses }, lost];
}

function nameOf(address: Address): string {
  return addressParts(address).names.map(word).join('/');
}
