// Owns a sender of texts with its API, on stores in memory with a clock of the test's own, and a provider that answers as it is told.
import type { Company } from '#core/company';
import type { ShownText } from '#core/text-view';
import type { OutgoingText, SendAnswer } from '#lambda/port';
import { createServices } from '#lambda/services';
import { takeEvent } from '#lambda/text/take-event';
import { newId } from './api-client.ts';
import { bookingFor, demoApi, TEST_CONFIG } from './demo-api.ts';
import { memoryPorts } from './memory-ports.ts';

export async function setUp(change: Partial<Company> = {}) {
  const ports = memoryPorts(Date.parse('2026-11-24T15:00:00Z'));
  const api = await demoApi(ports);
  await ports.companies.write({ ...api.company, ...change });
  const sent: OutgoingText[] = [];
  const provider = { answer: null as SendAnswer | Error | null };
  const sender = {
    send(text: OutgoingText): Promise<SendAnswer> {
      if (provider.answer instanceof Error) return Promise.reject(provider.answer);
      if (provider.answer) return Promise.resolve(provider.answer);
      sent.push(text);
      return Promise.resolve({ kind: 'accepted', messageId: `m${sent.length}` });
    },
  };
  const services = { ...createServices(TEST_CONFIG, ports), sender };
  const dana = await api.signedIn('dana');
  return {
    api,
    ports,
    sent,
    provider,
    dana,
    wake: (event: unknown) => takeEvent(services, event),
    later: (ms: number) => void (ports.clock.nowMs += ms),
    async book(change: object = {}) {
      const reply = await api
        .open()
        .call('POST', '/api/bookings', { ...bookingFor('2026-11-25'), ...change }, { 'idempotency-key': newId() });
      return (reply.body as { job: { id: string } }).job.id;
    },
    async texts(job: string) {
      const { body } = await dana.client.call('GET', `/api/jobs/${job}/texts`);
      return body as unknown as { texts: ShownText[]; stopped: boolean };
    },
    states: async (job: string) => {
      const { body } = await dana.client.call('GET', `/api/jobs/${job}/texts`);
      return (body['texts'] as ShownText[]).map(({ kind, state, why }) => [kind, state, ...(why ? [why] : [])].join(' '));
    },
  };
}
