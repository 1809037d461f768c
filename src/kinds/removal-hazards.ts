import type { Hazard, ObjectChange, Operation } from '../model/index.js';

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

/** Whether an object is removed by this, or our mark from it. */
export function isRemoval(operation: Operation): operation is 'delete' | 'disable' | 'forget' {
  return operation === 'delete' || operation === 'disable' || operation === 'forget';
}

/** Whether an object is of no use to anybody afterwards; what is forgotten goes on as it was. */
export function endsUse(operation: Operation): operation is 'delete' | 'disable' {
  return operation === 'delete' || operation === 'disable';
}
