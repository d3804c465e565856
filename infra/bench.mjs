// Owns `npm run bench`: makes the machine ready, then hands over to the project's own Node.
import { handOver } from './setup.mjs';

handOver('tests/bench/main.ts');
