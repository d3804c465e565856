// Owns `npm test`: makes the machine ready, then hands over to the project's own Node.
import { handOver } from './setup.mjs';

handOver('infra/test/main.ts');
