import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Doc } from '../values/doc.js';
import { createCollection, type StoredCollection } from './collection.js';
import { compileQuery, findDocs, recordId } from './find-docs.js';
import { createIndex } from './index-keys.js';
import {
  abortUnit,
  beginStatement,
  beginTransaction,
  commitUnit,
  createStore,
  readAll,
  type Store,
  writeDoc,
} from './store.js';
import { type Unit, WriteConflict } from './unit.js';

/** What one of three transactions does next; it begins by itself. */
interface Move {
  readonly who: number;
  readonly what: 'write' | 'delete' | 'commit' | 'abort' | 'look';
  readonly id: number;
  readonly tag: number;
}

const moves = fc.array(
  fc.record({
    who: fc.nat(2),
    what: fc.constantFrom('write', 'write', 'delete', 'commit', 'abort', 'look'),
    id: fc.nat(4),
    tag: fc.nat(3),
  }),
  // Short lists, which fast-check prefers, seldom have two transactions meet.
  { maxLength: 60, size: 'max' },
);

/** The same rules, written as plainly as possible: whole copies of small maps. */
interface Plain {
  committed: Map<number, number>;
  /** When a record was last committed. */
  readonly changed: Map<number, number>;
  now: number;
  readonly open: Map<number, { at: number; seen: Map<number, number>; wrote: Set<number> }>;
}

function plainWrite(plain: Plain, { who, id, tag, what }: Move): 'done' | 'conflict' {
  const own = plain.open.get(who);
  const others = [...plain.open].filter(([other]) => other !== who);
  const isTaken = others.some(([, { wrote }]) => wrote.has(id));
  if (own === undefined || isTaken || (plain.changed.get(id) ?? 0) > own.at) {
    return 'conflict';
  }
  own.wrote.add(id);
  if (what === 'delete') {
    own.seen.delete(id);
  } else {
    own.seen.set(id, tag);
  }
  return 'done';
}

function plainCommit(plain: Plain, who: number): void {
  const own = plain.open.get(who);
  plain.open.delete(who);
  plain.now += 1;
  for (const id of own?.wrote ?? []) {
    const value = own?.seen.get(id);
    plain.changed.set(id, plain.now);
    if (value === undefined) {
      plain.committed.delete(id);
    } else {
      plain.committed.set(id, value);
    }
  }
}

function contents(unit: Unit, collection: StoredCollection): [number, number][] {
  return [...readAll(unit, collection)]
    .map((doc): [number, number] => [Number(doc._id), Number(doc.tag)])
    .sort(([a], [b]) => a - b);
}

const sorted = (map: Map<number, number>) => [...map].sort(([a], [b]) => a - b);

function openStore(unique: boolean) {
  const store = createStore();
  const collection = createCollection('t', 'c', {});
  const spec = { v: 2, key: { tag: 1 }, name: 'tag_1', unique };
  collection.indexes.set('tag_1', createIndex(spec, undefined));
  return { store, collection };
}

/** Every index finds exactly what looking at every document finds. */
function expectIndexIsRight(unit: Unit, collection: StoredCollection): void {
  for (let tag = 0; tag < 4; tag += 1) {
    const found = [...findDocs(unit, collection, compileQuery({ tag }))].map(recordId).sort();
    const looked = [...readAll(unit, collection)].filter((doc) => doc.tag === tag);
    expect(found).toEqual(looked.map(recordId).sort());
  }
}

/** When nobody is open nothing of the past is kept. */
function expectNothingLeft(store: Store, collection: StoredCollection): void {
  expect(store.aged.size).toBe(0);
  const kept = [...collection.slots.values()].map(({ versions }) => versions.length);
  expect(kept.every((length) => length === 1)).toBe(true);
  const [records] = collection.indexes.get('tag_1')?.records ?? [];
  const ids = [...(records?.values() ?? [])].reduce((sum, set) => sum + set.size, 0);
  expect(ids).toBe(collection.slots.size);
  expect(collection.indexes.get('tag_1')?.locks.size).toBe(0);
}

function attempt(work: () => void): 'done' | 'conflict' | 'duplicate' {
  try {
    work();
    return 'done';
  } catch (error) {
    return error instanceof WriteConflict ? 'conflict' : 'duplicate';
  }
}

interface Game {
  readonly store: Store;
  readonly collection: StoredCollection;
  readonly units: Map<number, Unit>;
  readonly plain: Plain;
}

function play({ store, collection, units, plain }: Game, step: Move): void {
  const unit = units.get(step.who) ?? beginTransaction(store);
  units.set(step.who, unit);
  const own = plain.open.get(step.who) ?? {
    at: plain.now,
    seen: new Map(plain.committed),
    wrote: new Set<number>(),
  };
  plain.open.set(step.who, own);
  const doc: Doc = { _id: step.id, tag: step.tag };
  switch (step.what) {
    case 'commit':
      units.delete(step.who);
      commitUnit(store, unit);
      plainCommit(plain, step.who);
      break;
    case 'abort':
      units.delete(step.who);
      abortUnit(store, unit);
      plain.open.delete(step.who);
      break;
    case 'look':
      expect(contents(unit, collection)).toEqual(sorted(own.seen));
      expectIndexIsRight(unit, collection);
      break;
    default: {
      const after = step.what === 'delete' ? null : doc;
      const result = attempt(() => writeDoc(unit, collection, recordId(doc), after));
      expect(result).toBe(plainWrite(plain, step));
    }
  }
}

test('transactions in any order see, write and conflict as plain copies of the data do', () => {
  fc.assert(
    fc.property(moves, (steps) => {
      const { store, collection } = openStore(false);
      const plain: Plain = { committed: new Map(), changed: new Map(), now: 0, open: new Map() };
      const units = new Map<number, Unit>();
      for (const step of steps) {
        play({ store, collection, units, plain }, step);
        expect(contents(beginStatement(store), collection)).toEqual(sorted(plain.committed));
      }
      for (const unit of units.values()) {
        abortUnit(store, unit);
      }
      expectIndexIsRight(beginStatement(store), collection);
      expectNothingLeft(store, collection);
    }),
    { numRuns: 300 },
  );
});

test('whatever transactions do, a unique value is committed at most once', () => {
  fc.assert(
    fc.property(moves, (steps) => {
      const { store, collection } = openStore(true);
      const units = new Map<number, Unit>();
      for (const { who, what, id, tag } of steps) {
        const unit = units.get(who) ?? beginTransaction(store);
        units.set(who, unit);
        const doc: Doc = { _id: id, tag };
        const result = attempt(() => {
          if (what === 'write' || what === 'delete') {
            writeDoc(unit, collection, recordId(doc), what === 'delete' ? null : doc);
          }
        });
        if (what === 'commit' && result === 'done') {
          units.delete(who);
          commitUnit(store, unit);
        } else if (what === 'abort' || result !== 'done') {
          units.delete(who);
          abortUnit(store, unit);
        }
        const tags = contents(beginStatement(store), collection).map(([, value]) => value);
        expect(new Set(tags).size).toBe(tags.length);
      }
      for (const unit of units.values()) {
        abortUnit(store, unit);
      }
      expectNothingLeft(store, collection);
    }),
    { numRuns: 300 },
  );
});
