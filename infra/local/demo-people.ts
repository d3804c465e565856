// Owns the demo companies' facts: invented people, plausible streets, phones that belong to nobody (555-01xx).
import type { Access, Role } from '#core/crew';

export const DEMO_PASSWORD = 'haul-demo-2026';
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const slotsOf = (hours: readonly (readonly [start: number, end: number])[], places: number) =>
  hours.map(([start, end]) => ({
    slot: `${two(start)}-${two(end)}`,
    start: `${two(start)}:00`,
    end: `${two(end)}:00`,
    places,
    weekdays: EVERY_DAY,
  }));
const two = (hour: number): string => String(hour).padStart(2, '0');

const SERVICES = [
  { id: 'sofa', name: 'Sofa or armchair', nameEs: 'Sofá o sillón' },
  { id: 'mattress', name: 'Mattress and bed frame', nameEs: 'Colchón y base de cama' },
  { id: 'appliances', name: 'Fridge, washer or stove', nameEs: 'Refrigerador, lavadora o estufa' },
  { id: 'debris', name: 'Building debris', nameEs: 'Escombros' },
  { id: 'bags', name: 'Bags and boxes', nameEs: 'Bolsas y cajas' },
  { id: 'bulky', name: 'Bulky items', nameEs: 'Objetos grandes' },
  { id: 'load-10', name: '10-yard load', nameEs: 'Carga de 10 yardas' },
  { id: 'load-20', name: '20-yard load', nameEs: 'Carga de 20 yardas' },
];

export const DEMO_COMPANIES = [
  {
    slug: 'quickdump',
    name: 'QuickDumpNow',
    phone: '(617) 555-0100',
    timeZone: 'America/New_York',
    brand: { mark: 'Q', color: '#14504a', colorDark: '#5cc2b3' },
    languages: ['en', 'es'],
    showPhotos: true,
    services: SERVICES,
    slots: slotsOf(
      [
        [8, 10],
        [10, 12],
        [12, 14],
        [14, 16],
        [16, 18],
      ],
      4,
    ),
  },
  {
    slug: 'bayhaul',
    name: 'Bay Haul',
    phone: '(510) 555-0100',
    timeZone: 'America/Los_Angeles',
    brand: { mark: 'B', color: '#5a3a8a', colorDark: '#b79cf0' },
    services: SERVICES.slice(0, 6),
    slots: slotsOf(
      [
        [9, 12],
        [12, 15],
        [15, 18],
      ],
      3,
    ),
  },
];

export interface DemoPerson {
  readonly login: string;
  readonly name: string;
  readonly access: Access;
  readonly roles: readonly Role[];
  readonly phone: string;
  readonly what: string;
}

export const DEMO_PEOPLE: Readonly<Record<string, readonly DemoPerson[]>> = {
  quickdump: [
    { login: 'dana', name: 'Dana Whitfield', access: 'dispatcher', roles: [], phone: '(617) 555-0101', what: 'dispatcher' },
    { login: 'olive', name: 'Olive Brandt', access: 'owner', roles: [], phone: '(617) 555-0105', what: 'owner' },
    { login: 'sam', name: 'Sam Ortiz', access: 'crew', roles: ['driver', 'first_mate'], phone: '(617) 555-0102', what: 'driver' },
    { login: 'bo', name: 'Bo Lindgren', access: 'crew', roles: ['driver', 'first_mate'], phone: '(617) 555-0103', what: 'driver' },
    { login: 'ana', name: 'Ana Pires', access: 'crew', roles: ['supervisor', 'first_mate'], phone: '(617) 555-0104', what: 'supervisor' },
  ],
  bayhaul: [
    { login: 'rae', name: 'Rae Castellano', access: 'dispatcher', roles: [], phone: '(510) 555-0101', what: 'dispatcher' },
    { login: 'kit', name: 'Kit Marlow', access: 'crew', roles: ['driver', 'first_mate'], phone: '(510) 555-0102', what: 'driver' },
  ],
};

/** One invented job: days from today, and how far it has come. */
export interface DemoJob {
  readonly day: number;
  readonly slot: string;
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  readonly service: string;
  readonly notes?: string;
  readonly crew?: Partial<Record<Role, string>>;
  readonly reached: 'booked' | 'ready' | 'started' | 'done' | 'attempted' | 'cancelled';
}

const boston = (
  ...parts: [
    day: number,
    slot: string,
    name: string,
    last2: string,
    address: string,
    service: string,
    reached: DemoJob['reached'],
    crew?: DemoJob['crew'],
    notes?: string,
  ]
): DemoJob => {
  const [day, slot, name, last2, address, service, reached, crew, notes] = parts;
  return { day, slot, name, phone: `(617) 555-01${last2}`, address, service, reached, ...(crew && { crew }), ...(notes && { notes }) };
};
const SAM_BO = { driver: 'sam', first_mate: 'bo' };
const SAM_BO_ANA = { ...SAM_BO, supervisor: 'ana' };

export const DEMO_JOBS: Readonly<Record<string, readonly DemoJob[]>> = {
  quickdump: [
    boston(-2, '10-12', 'Noor Haddad', '21', '41 Maple St, Roxbury', 'sofa', 'done', SAM_BO),
    boston(-1, '08-10', 'Priya Nair', '22', '9 Mather St, Dorchester', 'bags', 'done', SAM_BO),
    boston(-1, '12-14', 'Cal Whitman', '23', '118 Hyde Park Ave, Jamaica Plain', 'mattress', 'done', { driver: 'bo' }),
    boston(-1, '14-16', 'Tom Reyes', '24', '6 Carlford Rd, Jamaica Plain', 'debris', 'attempted', SAM_BO, 'The gate is on the alley side.'),
    boston(0, '08-10', 'Wren Castellan', '25', '77 Centre St, Roslindale', 'appliances', 'done', SAM_BO),
    boston(
      0,
      '08-10',
      'Fenway Dental',
      '26',
      '1 Brookline Ave, Boston',
      'load-20',
      'started',
      { driver: 'bo' },
      'Loading dock B, ask for Lou.',
    ),
    boston(
      0,
      '10-12',
      'Rosa Delgado',
      '48',
      '14 Gwinnett St, Hyde Park',
      'sofa',
      'started',
      SAM_BO_ANA,
      'Gate code 4411. Stairs at the back; the dog is friendly.',
    ),
    boston(0, '12-14', 'Lena Okafor', '27', '25 Sheafe St, Boston', 'appliances', 'ready', SAM_BO),
    boston(0, '14-16', 'Harbor Tile Co.', '28', '8 Drydock Ave, South Boston', 'load-10', 'ready', { driver: 'sam' }),
    boston(0, '16-18', 'Jules Marchetti', '29', '46 Lincoln St, Brighton', 'mattress', 'ready', { driver: 'bo', supervisor: 'ana' }),
    boston(0, '16-18', 'Ingrid Sol', '30', '72 Neponset Ave, Dorchester', 'bags', 'booked', { driver: 'sam' }),
    boston(0, '16-18', 'Theo Lang', '31', '210 Bowdoin St, Dorchester', 'debris', 'booked'),
    boston(1, '08-10', 'Marcus Hale', '32', '31 Sheafe St, Boston', 'sofa', 'booked'),
    boston(1, '10-12', 'Amara Voss', '33', '12 Perham St, West Roxbury', 'load-10', 'booked', { driver: 'sam' }),
    boston(1, '12-14', 'Desmond Price', '34', '5 Tonawanda St, Dorchester', 'appliances', 'booked', SAM_BO),
    boston(1, '14-16', 'Greta Holm', '35', '88 Warren Ave, Boston', 'mattress', 'cancelled'),
    boston(2, '10-12', 'Silas Boone', '36', '19 Metropolitan Ave, Hyde Park', 'load-20', 'booked'),
    boston(3, '08-10', 'Mina Farrow', '37', '240 Chestnut Hill Ave, Brighton', 'bags', 'booked'),
  ],
  bayhaul: [
    {
      day: -1,
      slot: '09-12',
      name: 'Odell Pierce',
      phone: '(510) 555-0121',
      address: '410 Grand Ave, Oakland',
      service: 'sofa',
      reached: 'done',
      crew: { driver: 'kit' },
    },
    {
      day: 0,
      slot: '09-12',
      name: 'June Asaro',
      phone: '(510) 555-0122',
      address: '2915 Telegraph Ave, Berkeley',
      service: 'debris',
      reached: 'started',
      crew: { driver: 'kit' },
    },
    {
      day: 0,
      slot: '12-15',
      name: 'Lakeside Books',
      phone: '(510) 555-0123',
      address: '17 Wayne Pl, Oakland',
      service: 'bags',
      reached: 'ready',
      crew: { driver: 'kit' },
    },
    {
      day: 0,
      slot: '15-18',
      name: 'Vera Quan',
      phone: '(510) 555-0124',
      address: '630 Solano Ave, Albany',
      service: 'mattress',
      reached: 'booked',
    },
    {
      day: 1,
      slot: '09-12',
      name: 'Bram Otero',
      phone: '(510) 555-0125',
      address: '1208 Park St, Alameda',
      service: 'appliances',
      reached: 'booked',
    },
  ],
};

/** Where the demo's streets lie, to a street corner; one is left out, as real data leave some out. */
export const DEMO_PLACES: Readonly<Record<string, { readonly lat: number; readonly lng: number }>> = {
  '41 Maple St, Roxbury': { lat: 42.311, lng: -71.0868 },
  '9 Mather St, Dorchester': { lat: 42.2905, lng: -71.0713 },
  '118 Hyde Park Ave, Jamaica Plain': { lat: 42.295, lng: -71.1158 },
  '6 Carlford Rd, Jamaica Plain': { lat: 42.3003, lng: -71.107 },
  '77 Centre St, Roslindale': { lat: 42.2918, lng: -71.1303 },
  '1 Brookline Ave, Boston': { lat: 42.3476, lng: -71.0985 },
  '14 Gwinnett St, Hyde Park': { lat: 42.256, lng: -71.1225 },
  '25 Sheafe St, Boston': { lat: 42.3669, lng: -71.0555 },
  '8 Drydock Ave, South Boston': { lat: 42.3447, lng: -71.0315 },
  '46 Lincoln St, Brighton': { lat: 42.3573, lng: -71.1413 },
  '72 Neponset Ave, Dorchester': { lat: 42.2936, lng: -71.0497 },
  '210 Bowdoin St, Dorchester': { lat: 42.3075, lng: -71.0674 },
  '31 Sheafe St, Boston': { lat: 42.3671, lng: -71.0551 },
  '12 Perham St, West Roxbury': { lat: 42.2847, lng: -71.1592 },
  '5 Tonawanda St, Dorchester': { lat: 42.2992, lng: -71.0708 },
  '88 Warren Ave, Boston': { lat: 42.3453, lng: -71.0741 },
  '19 Metropolitan Ave, Hyde Park': { lat: 42.2707, lng: -71.1189 },
  '410 Grand Ave, Oakland': { lat: 37.8103, lng: -122.248 },
  '2915 Telegraph Ave, Berkeley': { lat: 37.8584, lng: -122.2589 },
  '17 Wayne Pl, Oakland': { lat: 37.8019, lng: -122.2527 },
  '630 Solano Ave, Albany': { lat: 37.8905, lng: -122.2989 },
  '1208 Park St, Alameda': { lat: 37.7627, lng: -122.244 },
};
