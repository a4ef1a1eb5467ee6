import { SQL, TABLES } from './schema.mjs';

const HUBS = 'ATL ORD DFW LAX STL PHX DTW MSP DEN IAH EWR LAS SFO CLT PHL PIT SEA BOS LGA SLC SAN DCA CVG MCO CLE MCI BWI TPA MDW OAK BNA SJC PDX RDU HOU MEM MIA IND FLL SMF AUS SAT JFK SNA ABQ MSY HNL ANC ONT RNO SJU BUR TUL OMA BUF OKC JAX ELP ROC SDF BHM LIT GEG COS DSM ICT TUS BOI FAI OGG KOA JNU STT FAR BIL'.split(' ');
const HOUR = 3_600_000;
const iso = (millis) => new Date(millis).toISOString().slice(0, 19);

/** Invented flights on an invented clock, recomputed naively; good enough to look at. */
export class Mill {
  tick = 18_211;
  now = Date.UTC(2001, 0, 8, 6);
  started = Date.now();
  departed = [];
  landed = [];
  hours = new Map();
  routes = new Map();
  delays = new Map();
  totals = { departures: 118_204, arrivals: 116_871, late: 27_305, delay: 1_060_000, miles: 86_204_000 };
  nextId = 118_205;
  mood = new Map(HUBS.map((hub, i) => [hub, 0.12 + 0.3 * Math.abs(Math.sin(i * 7.3)) ** 3]));
  alerts = [];
  outbox = [];
  latched = new Set();
  quarantine = [
    { id: 3, table: 'arrivals', rule: 'range', column: 'delay', reason: 'delay is 99999, the contract allows -300 to 2880', raw: '{"flight_id":4411,"origin":"ATL","destination":"MIA","distance":595,"departed_at":"2001-01-08T06:11:00","delay":99999,"arrived_at":"2001-01-08T08:00:00"}', at: new Date().toISOString(), tick: 18_100 },
    { id: 2, table: 'departures', rule: 'pattern', column: 'origin', reason: "origin is 'atl', the contract asks for [A-Z]{3}", raw: '{"flight_id":4410,"origin":"atl","destination":"MIA","distance":595,"departed_at":"2001-01-08T06:10:00"}', at: new Date().toISOString(), tick: 18_099 },
  ];

  constructor(csv) {
    this.airports = csv.trim().split('\n').slice(1).map((line) => {
      const [iata, name, city, state, country, latitude, longitude] = line.split(',');
      return { iata, name, city, state, country, latitude: Number(latitude), longitude: Number(longitude) };
    });
    this.byCode = new Map(this.airports.map((one) => [one.iata, one]));
    this.hubs = HUBS.filter((hub) => this.byCode.has(hub));
    this.versions = new Map(TABLES.map((table) => [table.name, 18_200]));
    for (let h = 168; h > 0; h--) {
      const at = this.now - h * HOUR;
      const busy = this.busy(at);
      const departures = Math.round(1050 * busy);
      this.hours.set(at, { departures, arrived: departures, late: Math.round(departures * (0.17 + 0.1 * Math.sin(h / 9) ** 2)) });
    }
    for (let i = 0; i < 240; i++) this.step();
  }

  busy(at) {
    const hour = new Date(at).getUTCHours();
    return hour < 5 ? 0.06 + hour * 0.01 : 0.55 + 0.45 * Math.sin(((hour - 5) / 19) * Math.PI);
  }

  step() {
    const span = 15 * 60_000;
    this.now += span;
    this.tick += 9;
    const count = Math.round(260 * this.busy(this.now) * (0.85 + Math.random() * 0.3));
    for (let i = 0; i < count; i++) this.fly(this.now - Math.random() * span);
    this.land();
    this.departed = this.departed.filter((one) => one.at > this.now - 12 * HOUR);
    this.landed = this.landed.filter((one) => one.landedAt > this.now - 12 * HOUR);
    this.settle();
    for (const table of TABLES) if (table.name !== 'airports' && table.name !== 'quarantine' && table.name !== 'alert_latch') this.versions.set(table.name, this.tick);
  }

  fly(at) {
    const pick = () => this.hubs[Math.floor(this.hubs.length * Math.random() ** 1.9)];
    const origin = pick();
    const destination = pick() === origin ? 'ORD' : pick();
    const distance = 200 + Math.floor(Math.random() * 1800);
    this.depart({ flight_id: this.nextId++, origin, destination, distance, at });
  }

  depart(flight) {
    this.departed.push(flight);
    this.totals.departures++;
    this.totals.miles += flight.distance;
    const hour = Math.floor(flight.at / HOUR) * HOUR;
    const entry = this.hours.get(hour) ?? { departures: 0, arrived: 0, late: 0 };
    entry.departures++;
    this.hours.set(hour, entry);
  }

  land() {
    for (const flight of this.departed) {
      const landedAt = flight.at + 30 * 60_000 + (flight.distance / 7.5) * 60_000;
      if (flight.landed || flight.own || landedAt > this.now) continue;
      const late = Math.random() < (this.mood.get(flight.origin) ?? 0.2);
      this.arrive(flight, late ? 16 + Math.floor(-40 * Math.log(Math.random())) : Math.floor(-30 + Math.random() * 45), landedAt);
    }
  }

  arrive(flight, delay, landedAt) {
    flight.landed = true;
    this.landed.push({ ...flight, delay, landedAt });
    this.totals.arrivals++;
    this.totals.delay += delay;
    const late = delay > 15;
    if (late) this.totals.late++;
    const hour = this.hours.get(Math.floor(flight.at / HOUR) * HOUR);
    if (hour !== undefined) {
      hour.arrived++;
      if (late) hour.late++;
    }
    const bucket = delay < -45 ? -60 : delay >= 180 ? 180 : Math.floor((delay + 45) / 15) * 15 - 45;
    this.delays.set(bucket, (this.delays.get(bucket) ?? 0) + 1);
    const key = `${flight.origin}-${flight.destination}`;
    const route = this.routes.get(key) ?? { flights: 0, late: 0, delay: 0, distance: flight.distance };
    route.flights++;
    route.late += late ? 1 : 0;
    route.delay += delay;
    this.routes.set(key, route);
  }

  settle() {
    for (const row of this.lastHour()) {
      if (row.late_rate === null) continue;
      const inside = this.latched.has(row.airport);
      const enters = !inside && row.departures >= 5 && row.late_rate > 0.5;
      if (!enters && !(inside && row.late_rate < 0.3)) continue;
      if (enters) this.latched.add(row.airport);
      else this.latched.delete(row.airport);
      const payload = { ...row, ...this.byCode.get(row.airport) };
      const key = `late-airports/${row.airport}/${this.tick}`;
      this.alerts.unshift({ key, received_at: new Date().toISOString(), transition: enters ? 'entered' : 'left', row: payload });
      this.outbox.unshift({ key, action: 'late-airports', status: Math.random() < 0.05 ? 'pending' : 'delivered', attempts: 1, last_error: null, payload: { transition: enters ? 'entered' : 'left', row }, created_tick: this.tick });
    }
    this.alerts.length = Math.min(this.alerts.length, 50);
    this.outbox.length = Math.min(this.outbox.length, 200);
  }

  lastHour() {
    const out = new Map();
    for (const flight of this.departed) {
      if (flight.at <= this.now - HOUR) continue;
      const row = out.get(flight.origin) ?? { airport: flight.origin, departures: 0, arrived: 0, late: 0, delay: 0 };
      row.departures++;
      out.set(flight.origin, row);
    }
    for (const flight of this.landed) {
      const row = out.get(flight.origin);
      if (row === undefined || flight.landedAt <= this.now - HOUR) continue;
      row.arrived++;
      row.delay += flight.delay;
      row.late += flight.delay > 15 ? 1 : 0;
    }
    return [...out.values()].map((row) => ({ ...row, late_rate: row.arrived ? row.late / row.arrived : null, average_delay: row.arrived ? row.delay / row.arrived : null }));
  }

  table(name) {
    return TABLES.find((table) => table.name === name);
  }

  objects(name) {
    const placed = () => this.lastHour().map((row) => ({ ...row, ...this.byCode.get(row.airport) }));
    switch (name) {
      case 'departures':
        return this.departed.map((one) => ({ ...one, departed_at: iso(one.at) }));
      case 'arrivals':
        return this.landed.map((one) => ({ ...one, departed_at: iso(one.at), arrived_at: iso(one.landedAt) }));
      case 'airports':
        return this.airports;
      case 'alert_latch':
        return [...this.latched].map((airport) => ({ airport, raised_at: iso(this.now) }));
      case 'airport_hours':
      case 'airport_last_hour':
        return this.lastHour().map((row) => ({ ...row, hour: iso(this.now) }));
      case 'routes':
        return [...this.routes].map(([key, one]) => {
          const [origin, destination] = key.split('-');
          return { origin, destination, origin_name: this.byCode.get(origin).name, destination_name: this.byCode.get(destination)?.name, ...one, late_rate: one.late / one.flights, average_delay: one.delay / one.flights };
        });
      case 'flights_in_air':
        return this.departed.filter((one) => !one.landed).map((one) => ({ ...one, departed_at: iso(one.at) }));
      case 'worst_airports':
        return placed().filter((row) => row.departures >= 4 && row.late_rate !== null).sort((a, b) => b.late_rate - a.late_rate).slice(0, 10);
      case 'delay_histogram':
        return [...this.delays].map(([delay_from, flights]) => ({ delay_from, flights, average_distance: 700 + Math.sin(delay_from) * 40 }));
      case 'network_hours':
        return [...this.hours].map(([at, one]) => ({ hour: iso(at), ...one, late_rate: one.arrived ? one.late / one.arrived : null }));
      case 'network_totals':
        return [{ ...this.totals, not_arrived: this.totals.departures - this.totals.arrivals, late_rate: this.totals.late / this.totals.arrivals, average_delay: this.totals.delay / this.totals.arrivals }];
      case 'airport_alerts':
        return placed().filter((row) => this.latched.has(row.airport));
      case 'airport_map':
        return placed();
      default:
        return this.quarantine;
    }
  }

  viewport(name, parameters) {
    const version = this.versions.get(name);
    if (parameters.get('version') === String(version)) return null;
    const { columns } = this.table(name);
    const objects = [...this.objects(name)];
    const [by, direction] = (parameters.get('order') ?? '').split('.');
    if (by) objects.sort((a, b) => (a[by] === b[by] ? 0 : (a[by] ?? -1) < (b[by] ?? -1) ? -1 : 1) * (direction === 'desc' ? -1 : 1));
    const offset = Number(parameters.get('offset') ?? 0);
    const rows = objects.slice(offset, offset + Number(parameters.get('limit') ?? 100)).map((one) => columns.map((column) => one[column.name] ?? null));
    return { tick: this.tick, version, total: objects.length, columns, rows };
  }

  lookup(name, keys) {
    const { key, columns } = this.table(name);
    const found = this.objects(name).find((one) => key.every((column, i) => String(one[column]) === keys[i]));
    return found === undefined ? null : Object.fromEntries(columns.map((column) => [column.name, found[column.name] ?? null]));
  }

  ingest(name, body) {
    this.tick++;
    const rows = body.trim().split('\n').map((line) => JSON.parse(line));
    for (const row of rows) {
      if (name === 'departures') this.depart({ ...row, at: Date.parse(`${row.departed_at}Z`), own: true });
      const flight = this.departed.find((one) => one.flight_id === row.flight_id);
      if (name === 'arrivals' && flight !== undefined) this.arrive(flight, row.delay, this.now);
    }
    this.step();
    return { tick: this.tick, accepted: rows.length, quarantined: 0, duplicate: false, problems: [] };
  }

  trace(tick) {
    const noise = () => 0.8 + Math.random() * 0.4;
    return {
      tick, sealed_at: new Date().toISOString(), now: iso(this.now), rows: 118,
      records: [{ table: 'departures', rows: 118, quarantined: 0, source: 'january', received_ms_before_seal: 1.1, parse_ms: 0.21 * noise(), check_ms: 0.08 * noise() }],
      fsync_ms: 0.42 * noise(), wait_ms: 0.02, engine_ms: 0.61 * noise(), publish_ms: 0.09 * noise(),
      tables: TABLES.filter((table) => table.kind === 'live').map((table) => ({ table: table.name, changes: 12 })),
    };
  }

  actions() {
    const delivered = this.outbox.filter((one) => one.status === 'delivered').length;
    return { actions: [{ name: 'late-airports', on: 'airport_alerts', delivered, failed: 0, pending: this.outbox.length - delivered, dead: 0, writes: 'alert_latch' }], outbox: this.outbox };
  }

  verify() {
    const tables = TABLES.filter((table) => table.kind === 'live').map(({ name }) => ({ table: name, rows: this.objects(name).length, batch_rows: this.objects(name).length, mismatches: 0, sample: [] }));
    return { tick: this.tick, tables, mismatches: 0, elapsed_ms: 412 };
  }

  status() {
    const wave = 680 * this.busy(this.now) * (0.9 + Math.random() * 0.2);
    const rates = { departures: wave / 2, arrivals: wave / 2.1, airports: 0, alert_latch: 0, airport_alerts: 0.4, network_totals: 40, delay_histogram: 36, routes: wave / 2.2, quarantine: 0 };
    const up = (Date.now() - this.started) / 1000;
    return {
      project: 'flights', tick: this.tick, now: iso(this.now), clock: { kind: 'replay', speed: 3600, paused: false },
      rows_total: this.totals.departures + this.totals.arrivals, rows_per_second: wave, ticks_per_second: 38.4, lag_ms: 1.4 + Math.random(), tick_p99_ms: 2.9 + Math.random(),
      memory: { state_bytes: 61_200_000 + up * 20_000, heap_bytes: 214_000_000 + Math.random() * 60_000_000, heap_max_bytes: 2_147_000_000 },
      journal: { bytes: 18_400_000 + up * 60_000, segments: 2 }, checkpoint: { tick: this.tick - 400, age_s: up % 30 }, uptime_s: up, state: 'running', definition_problem: process.env.PROBLEM ?? null,
      sources: [
        { name: 'airports', kind: 'csv', state: 'finished', tables: ['airports'], rows: this.airports.length, rows_per_second: 0, position: 'data/airports.csv, all', detail: null },
        { name: 'january', kind: 'replay', state: 'running', tables: ['departures', 'arrivals'], rows: this.totals.departures + this.totals.arrivals, rows_per_second: wave, position: `data/flights-2001-01.parquet, row ${this.nextId}`, detail: null },
      ],
      tables: TABLES.map((table) => ({
        ...table, schema: table.kind === 'system' ? 'tidemill' : 'public', rows: table.name === 'departures' ? this.totals.departures : table.name === 'arrivals' ? this.totals.arrivals : this.objects(table.name).length,
        rows_per_second: rates[table.name] ?? 60 + wave / 4, changes_total: this.tick * 12, version: this.versions.get(table.name), errors: table.name === 'routes' ? 2 : 0,
        quarantined: this.quarantine.filter((one) => one.table === table.name).length, state_bytes: 120_000 + table.name.length * 600_000, sql: table.kind === 'live' ? SQL : null,
        description: table.name === 'worst_airports' ? 'The ten worst airports now: the highest late rate of the last hour.' : null,
      })),
      actions: this.actions().actions, readers: { subscriptions: 2, queries_total: 17, queries_running: 0, lookups_total: 3 },
    };
  }
}
