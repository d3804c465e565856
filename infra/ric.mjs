// Owns `npm run ric`: makes the machine ready, then hands over to the project's own Node.
import { handOver } from './setup.mjs';

handOver('tests/ric/main.ts');
