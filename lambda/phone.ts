// Owns reading a phone number as people type it. The library is loaded when a number is read: few requests have one.
import type { CountryCode } from 'libphonenumber-js/min';
import { refuse, ok, type Result } from '#core/result';

/** A number that can be dialled from anywhere. */
export interface PhoneNumber {
  /** "+16175550148" */
  readonly e164: string;
  /** ISO 3166 alpha-2, "US"; null where several countries share the number's range */
  readonly country: string | null;
}

/** What is wrong with a number, in words for the one who typed it. */
const WRONG = {
  TOO_SHORT: 'This phone number is too short: digits are missing',
  TOO_LONG: 'This phone number has too many digits',
  INVALID_LENGTH: 'This phone number has a digit too many or too few',
  INVALID_COUNTRY: 'This country code does not exist',
  NOT_A_NUMBER: 'Use a phone number such as (617) 555-0148',
  INVALID: 'This is no phone number that exists: check its digits',
} as const;

/**
 * Reads a number as typed; without a country code it is one of `country`'s. Lengths and ranges as libphonenumber-js (Google's metadata)
 * knows them. Refused with what is wrong.
 */
export async function readPhone(text: string, country: string): Promise<Result<PhoneNumber, string>> {
  const { parsePhoneNumberWithError, validatePhoneNumberLength, ParseError, isSupportedCountry } = await import('libphonenumber-js/min');
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const options = { ...(home && { defaultCountry: home }), extract: false };
  const length = validatePhoneNumberLength(text, options);
  if (length) return refuse(WRONG[length]);
  try {
    const number = parsePhoneNumberWithError(text, options);
    return number.isValid() ? ok({ e164: number.number, country: number.country ?? null }) : refuse(WRONG.INVALID);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return refuse(error.message in WRONG ? WRONG[error.message as keyof typeof WRONG] : WRONG.NOT_A_NUMBER);
  }
}
