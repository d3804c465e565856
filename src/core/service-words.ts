// Owns what a service is called in the reader's language; without a word in it, the company's own name stands.
import type { Service } from '#core/company';
import type { Language } from '#core/language';

type Named = Pick<Service, 'name' | 'nameEs' | 'description' | 'descriptionEs'>;

export const serviceWords = (service: Named, language: Language): { readonly name: string; readonly description: string } =>
  language === 'es' && service.nameEs
    ? { name: service.nameEs, description: service.descriptionEs ?? '' }
    : { name: service.name, description: service.description ?? '' };

/** A job keeps its service's id: of one that is not there any more, that id is all there is to say. */
export function serviceName(services: readonly (Named & Pick<Service, 'id'>)[] = [], id: string, language: Language = 'en'): string {
  const service = services.find((each) => each.id === id);
  return (language === 'es' && service?.nameEs) || (service?.name ?? id);
}
