// Owns `npm run export`: makes the machine ready, then hands over to the project's own Node.
import { handOver } from './setup.mjs';

handOver('infra/local/export.ts');
