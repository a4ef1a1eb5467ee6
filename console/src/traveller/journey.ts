import type { IngestAnswer, TableStatus, Trace } from '../api/types';
import { plural, whole } from '../ui/format';
import type { Airport } from './airports';
import { depart, land, type Acknowledged, type Flight } from './flight';
import { flightIn, movedAt, traced, until, type Facts, type Moved } from './follow';
import { foretold, outcome } from './foretold';
import { fromTo, type Moment, type Timeline } from './timeline';

/** Departs and lands one flight, and tells the timeline what happened to its row, in the order it is found out. */
export class Journey {
  flight: Flight | null = null;

  constructor(
    private readonly timeline: Timeline,
    private readonly tables: ReadonlyMap<string, TableStatus>,
  ) {}

  async depart(from: Airport, to: Airport): Promise<void> {
    const { flight, sent, acknowledged } = await depart(from, to);
    this.flight = flight;
    this.timeline.clear();
    this.timeline.reveal();
    this.timeline.heading(`${from.iata} to ${to.iata}, flight ${flight.id}, ${whole(flight.distance)} miles`);
    if (!this.acknowledge('departures', acknowledged)) return;
    await this.publish('departures', flight.id, acknowledged.answer.tick, sent);
    this.show(await foretold(flight.id, sent));
    await this.changes(from.iata, acknowledged.answer.tick, sent);
    await this.inTheAir(flight.id, sent, true);
  }

  async land(delay: number): Promise<void> {
    const flight = this.flight;
    if (flight === null) return;
    const { sent, acknowledged } = await land(flight, delay);
    this.timeline.heading(delay > 15 ? `Landed at ${flight.to.iata}, ${delay} minutes late` : `Landed at ${flight.to.iata}`);
    if (!this.acknowledge('arrivals', acknowledged)) return;
    this.flight = null;
    await this.publish('arrivals', flight.id, acknowledged.answer.tick, sent);
    await this.changes(flight.from.iata, acknowledged.answer.tick, sent);
    await this.inTheAir(flight.id, sent, false);
    this.show(await outcome(flight.id, sent));
  }

  private show(moment: Moment | null): void {
    if (moment !== null) this.timeline.add(moment);
  }

  private acknowledge(table: string, { answer, ms }: Acknowledged): boolean {
    if (answer.accepted === 0 && !answer.duplicate) {
      this.timeline.add({ title: 'Quarantined', detail: reasons(answer), ms, icon: 'warning', testId: 'moment-quarantined' });
      return false;
    }
    this.timeline.add({
      title: `Acknowledged in tick ${whole(answer.tick)}`,
      detail: `The row of ${table} is in the journal, on disk. It survives a crash from here on.`,
      ms,
      icon: 'check',
      testId: 'moment-acknowledged',
    });
    return true;
  }

  /** Waits as a subscriber does for the row to come out of its table, then asks how its tick went. */
  private async publish(table: string, id: number, tick: number, sent: number): Promise<void> {
    await this.moved(table, tick, (row) => Number(row['flight_id']) === id);
    const seen = performance.now() - sent;
    const trace = await traced(tick);
    if (trace === null) return;
    this.timeline.add({
      title: `${plural(trace.tables.length, 'table')} moved together`,
      detail: insides(trace),
      ms: seen,
      icon: 'live',
      testId: 'moment-published',
    });
  }

  private async inTheAir(id: number, sent: number, expected: boolean): Promise<void> {
    if (!this.tables.has('flights_in_air')) return;
    const answer = await until(
      () => flightIn('flights_in_air', id),
      (one) => one.found === expected,
    );
    if (answer.found !== expected) return;
    this.timeline.add({
      title: expected ? 'In flights_in_air' : 'Gone from flights_in_air',
      detail: `Asked in SQL at tick ${whole(answer.tick)}, answered in ${answer.elapsed.toFixed(1)} ms.`,
      ms: performance.now() - sent,
      icon: 'plane',
      testId: expected ? 'moment-in-air' : 'moment-left-air',
    });
  }

  /** The rows that this very tick moved, by the tables' own changes. */
  private async changes(iata: string, tick: number, sent: number): Promise<void> {
    const [hour, network] = await Promise.all([
      this.moved('airport_last_hour', tick, (row) => row['airport'] === iata),
      this.moved('network_totals', tick, () => true),
    ]);
    this.tell(`airport_last_hour of ${iata}`, hour, ['departures', 'arrived', 'late'], sent, 'moment-last-hour');
    this.tell('network_totals', network, ['departures', 'arrivals', 'not_arrived', 'late'], sent, 'moment-totals');
  }

  private async moved(name: string, tick: number, wanted: (row: Facts) => boolean): Promise<Moved | null> {
    const table = this.tables.get(name);
    return table === undefined ? null : movedAt(table, tick, wanted);
  }

  private tell(title: string, moved: Moved | null, names: readonly string[], sent: number, testId: string): void {
    const detail = moved === null ? null : difference(moved, names);
    if (detail === null) return;
    this.timeline.add({ title, detail, ms: performance.now() - sent, icon: 'tables', testId });
  }
}

function difference({ before, after }: Moved, names: readonly string[]): Node | null {
  if (after === null) return null;
  const out = document.createDocumentFragment();
  for (const name of names) {
    const [was, is] = [before?.[name] ?? 0, after[name]];
    if (is === undefined || is === null || was === is) continue;
    out.append(`${name.replaceAll('_', ' ')} `, fromTo(whole(Number(was)), whole(Number(is))), '   ');
  }
  return out.childNodes.length === 0 ? null : out;
}

function insides(trace: Trace): string {
  const parts = [
    `journal and fsync ${trace.fsync_ms.toFixed(2)}`,
    `engine ${trace.engine_ms.toFixed(2)}`,
    `publish ${trace.publish_ms.toFixed(2)} ms`,
  ];
  const names = trace.tables.map((table) => table.table).slice(0, 6).join(', ');
  return `${names}. Inside the mill: ${parts.join(', ')}.`;
}

function reasons(answer: IngestAnswer): string {
  return answer.problems.map((problem) => `${problem.column ?? 'row'}: ${problem.reason}`).join('; ');
}
