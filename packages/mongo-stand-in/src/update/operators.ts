import { Int32 } from 'bson';
import { refuse } from '../errors.js';
import { product, sum } from '../values/arithmetic.js';
import { compareValues } from '../values/compare.js';
import { copyDoc } from '../values/doc.js';
import { isNumeric, type Numeric, numericType, typeName } from '../values/kinds.js';
import { addToSet, pop, pull, push } from './array-operators.js';
import type { Place } from './place.js';

interface Operator {
  /** Whether the documents on the way to the place are made. */
  readonly creates: boolean;
  apply(place: Place, operand: unknown, path: string): void;
}

interface Arithmetic {
  readonly name: '$inc' | '$mul';
  readonly verb: string;
  combine(a: Numeric, b: Numeric): Numeric | undefined;
  /** What a missing field becomes. */
  initial(operand: Numeric): Numeric;
}

function arithmetic({ name, verb, combine, initial }: Arithmetic): Operator {
  return {
    creates: true,
    apply(place, operand, path) {
      if (!isNumeric(operand)) {
        throw refuse(
          'TypeMismatch',
          `Cannot ${verb} with non-numeric argument: {${path}: ${typeName(operand)}}`,
        );
      }
      const current = place.get();
      if (current === undefined) {
        place.set(initial(operand));
        return;
      }
      if (!isNumeric(current)) {
        throw refuse(
          'TypeMismatch',
          `Cannot apply ${name} to a value of non-numeric type: the field '${path}' is of type ${typeName(current)}`,
        );
      }
      const result = combine(current, operand);
      if (result === undefined) {
        throw refuse(
          'BadValue',
          `Failed to apply ${name} operations to current value (${numericType(current)} ${current}) of '${path}': 64 bits overflow`,
        );
      }
      place.set(result);
    },
  };
}

function extreme(replaces: (order: number) => boolean): Operator {
  return {
    creates: true,
    apply(place, operand) {
      const current = place.get();
      if (current === undefined || replaces(compareValues(operand, current))) {
        place.set(copyDoc(operand));
      }
    },
  };
}

const assign: Operator = {
  creates: true,
  apply: (place, operand) => place.set(copyDoc(operand)),
};

/** The update operators of this server, by name. */
export const updateOperators: Readonly<Record<string, Operator>> = {
  $set: assign,
  $setOnInsert: assign,
  $unset: { creates: false, apply: (place) => place.remove() },
  $inc: arithmetic({
    name: '$inc',
    verb: 'increment',
    combine: sum,
    initial: (operand) => operand,
  }),
  $mul: arithmetic({
    name: '$mul',
    verb: 'multiply',
    combine: product,
    initial: (operand) => product(operand, new Int32(0)) ?? new Int32(0),
  }),
  $min: extreme((order) => order < 0),
  $max: extreme((order) => order > 0),
  $push: { creates: true, apply: push },
  $addToSet: { creates: true, apply: addToSet },
  $pull: { creates: false, apply: pull },
  $pop: { creates: false, apply: pop },
};
