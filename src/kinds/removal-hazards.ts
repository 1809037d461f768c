import type { Hazard, ObjectChange } from '../model/index.js';

/**
 * The danger of a change by which an object goes; none for one that only loses its mark. The word that removes the object
 * is the word for the danger, too: policy never asks for another one.
 */
export function removalHazards({ address, action, loses = [] }: ObjectChange): readonly Hazard[] {
  switch (action) {
    case 'delete': {
      const along = loses.length === 0 ? '' : `, and with it ${loses.join('; ')}`;
      return [{ hazard: 'delete', address, detail: `it is deleted${along}` }];
    }
    case 'disable':
      return [{ hazard: 'disable', address, detail: 'tokens are refused from then on' }];
    case 'create':
    case 'update':
    case 'mark':
    case 'forget':
      return [];
  }
}

/** Whether a change removes its object, or our mark from it. */
export function isRemoval({ action }: Pick<ObjectChange, 'action'>): boolean {
  return action === 'delete' || action === 'disable' || action === 'forget';
}
