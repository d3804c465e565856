// Owns the composition root of the archiver on Lambda: started by a timer, with no more of the environment than it needs.
import { archiveAll } from './archive/archive-jobs.ts';
import { openAwsPorts } from './aws/open-ports.ts';
import { readStoreConfig } from './config.ts';

const config = readStoreConfig(process.env);

export const handler = (): Promise<void> => archiveAll(openAwsPorts(config));
