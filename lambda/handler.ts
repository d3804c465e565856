// Owns the composition root of the API on Lambda: environment in, one handler out.
import { handle } from 'hono/aws-lambda';
import { createApi } from './api.ts';
import { withKeyRing } from './aws/key-ring.ts';
import { openAwsPorts } from './aws/open-ports.ts';
import { readConfig } from './config.ts';
import { ROUTES } from './routes.ts';
import { createServices } from './services.ts';

const config = readConfig(await withKeyRing(process.env));

export const handler = handle(createApi(ROUTES, createServices(config, openAwsPorts(config))));
