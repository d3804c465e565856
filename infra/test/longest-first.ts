// Owns the order of test files: those that take minutes begin first, so that none of them runs alone at the end while the other cores rest.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONGEST = [
  'property/simulator',
  'contract/ceph',
  'contract/problems',
  'contract/access',
  'contract/hunt',
  'property/api-fuzz',
  'contract/tenant',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.includes(name));
      return place < 0 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
