// Owns the composition root of the text sender on Lambda: the API's own ports and the provider, one handler for all that wakes it.
import { createSmsSender } from './aws/sms-sender.ts';
import { withKeyRing } from './aws/key-ring.ts';
import { openAwsPorts } from './aws/open-ports.ts';
import { readConfig } from './config.ts';
import { createServices } from './services.ts';
import { takeEvent } from './text/take-event.ts';

const config = readConfig(await withKeyRing(process.env));
const sender = createSmsSender({ region: config.AWS_REGION, configurationSet: config.TEXT_CONFIGURATION_SET || null });
const services = { ...createServices(config, openAwsPorts(config)), sender };

export const handler = (event: unknown): Promise<void> => takeEvent(services, event);
