// Owns what a signed-in person's app is told about them and their company.
import type { Company, Service } from '#core/company';
import type { OpenDay } from '#core/booking';
import type { Member } from '#core/crew';

/** Answer of `POST` and `GET /api/session`. */
export interface SessionView {
  readonly member: Pick<Member, 'id' | 'name' | 'access' | 'roles'>;
  /** the company's slug */
  readonly tenant: string;
  readonly company: Company;
}

/** Answer of `GET /api/tenants/{slug}`. */
export interface CompanyPage extends Pick<Company, 'slug' | 'name' | 'phone' | 'timeZone' | 'brand' | 'languages' | 'language'> {
  /** those that are offered */
  readonly services: readonly Omit<Service, 'retired'>[];
  readonly days: readonly OpenDay[];
  /** goes back with the booking */
  readonly opened: string;
}

/** Answer of `POST /api/bookings`. */
export interface BookingReceipt {
  readonly job: {
    readonly id: string;
    readonly number: number;
    readonly status: 'booking_confirmed';
    readonly window: { date: string; slot: string; start: string; end: string };
  };
  readonly trackingToken: string;
  readonly trackingUrl: string;
}
