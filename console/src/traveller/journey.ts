import type { IngestAnswer, Trace } from '../api/types';
import { plural, whole } from '../ui/format';
import type { Airport } from './airports';
import { depart, land, type Acknowledged, type Flight } from './flight';
import { airportHour, flightIn, totals, traced, until, type Facts } from './follow';
import { fromTo, type Timeline } from './timeline';

/** Departs and lands one flight, and tells the timeline what happened to its row, in the order it is found out. */
export class Journey {
  flight: Flight | null = null;

  constructor(
    private readonly timeline: Timeline,
    private readonly tables: ReadonlySet<string>,
  ) {}

  async depart(from: Airport, to: Airport): Promise<void> {
    const before = await this.numbers(from.iata);
    const { flight, sent, acknowledged } = await depart(from, to);
    this.flight = flight;
    this.timeline.clear();
    this.timeline.reveal();
    this.timeline.heading(`${from.iata} to ${to.iata}, flight ${flight.id}, ${whole(flight.distance)} miles`);
    if (!this.acknowledge('departures', acknowledged)) return;
    await this.publish(acknowledged.answer.tick, sent);
    await this.inTheAir(flight.id, sent, true);
    await this.changes(from.iata, before, sent);
  }

  async land(delay: number): Promise<void> {
    const flight = this.flight;
    if (flight === null) return;
    const before = await this.numbers(flight.from.iata);
    const { sent, acknowledged } = await land(flight, delay);
    this.timeline.heading(delay > 15 ? `Landed at ${flight.to.iata}, ${delay} minutes late` : `Landed at ${flight.to.iata}`);
    if (!this.acknowledge('arrivals', acknowledged)) return;
    this.flight = null;
    await this.publish(acknowledged.answer.tick, sent);
    await this.inTheAir(flight.id, sent, false);
    await this.changes(flight.from.iata, before, sent);
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

  private async publish(tick: number, sent: number): Promise<void> {
    const trace = await traced(tick);
    if (trace === null) return;
    this.timeline.add({
      title: `${plural(trace.tables.length, 'table')} moved together`,
      detail: insides(trace),
      ms: performance.now() - sent,
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

  private async changes(iata: string, before: Numbers, sent: number): Promise<void> {
    const after = await this.numbers(iata);
    const hour = difference(before.hour, after.hour, ['departures', 'arrived', 'arrivals', 'late']);
    if (hour !== null) {
      this.timeline.add({
        title: `airport_last_hour of ${iata}`,
        detail: hour,
        ms: performance.now() - sent,
        icon: 'clock',
        testId: 'moment-last-hour',
      });
    }
    const network = difference(before.totals, after.totals, ['departures', 'arrivals', 'arrived', 'late']);
    if (network !== null) {
      this.timeline.add({
        title: 'network_totals',
        detail: network,
        ms: performance.now() - sent,
        icon: 'tables',
        testId: 'moment-totals',
      });
    }
  }

  private async numbers(iata: string): Promise<Numbers> {
    const [hour, network] = await Promise.all([
      this.tables.has('airport_last_hour') ? airportHour(iata) : null,
      this.tables.has('network_totals') ? totals() : null,
    ]);
    return { hour, totals: network };
  }
}

interface Numbers {
  readonly hour: Facts | null;
  readonly totals: Facts | null;
}

function difference(before: Facts | null, after: Facts | null, names: readonly string[]): Node | null {
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
