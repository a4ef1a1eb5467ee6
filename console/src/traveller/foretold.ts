import { ApiError, query, records } from '../api/client';
import { percent, plural, whole } from '../ui/format';
import { until, type Facts } from './follow';
import type { Moment } from './timeline';

const PREDICTIONS = 'tidemill.predictions_late_arrival';

/** What the mill foretold of a flight, as its table of predictions has it. */
export interface Foretold {
  readonly late: boolean;
  readonly score: number;
  readonly model: number;
  readonly learnt: number;
  readonly features: Facts;
  readonly status: string;
  readonly label: boolean | null;
}

/** The prediction of a flight once it satisfies; null when none does in some seconds, or the project foretells nothing. */
async function prediction(id: number, satisfied: (found: Foretold) => boolean): Promise<Foretold | null> {
  try {
    const found = await until(
      async () => records<Facts>(await query(`SELECT * FROM ${PREDICTIONS} WHERE flight_id = ${id}`))[0] ?? null,
      (row) => row !== null && satisfied(read(row)),
    );
    return found === null || !satisfied(read(found)) ? null : read(found);
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** A row of the table of predictions. */
export function read(row: Facts): Foretold {
  const label = row['label'];
  return {
    late: row['prediction'] === true,
    score: Number(row['score']),
    model: Number(row['model_version']),
    learnt: Number(row['labels_learnt']),
    features: features(String(row['features'])),
    status: String(row['status']),
    label: typeof label === 'boolean' ? label : null,
  };
}

function features(json: string): Facts {
  const parsed: unknown = JSON.parse(json);
  return typeof parsed === 'object' && parsed !== null ? (parsed as Facts) : {};
}

/** What is foretold of a flight that has departed. */
export async function foretold(id: number, sent: number): Promise<Moment | null> {
  const found = await prediction(id, () => true);
  if (found === null) return null;
  return {
    title: found.late ? 'Foretold: more than 15 minutes late' : 'Foretold: in time',
    detail: `${chance(found)} By model ${found.model}, which has learnt from ${plural(found.learnt, 'flight')}. ${known(found.features)}`,
    ms: performance.now() - sent,
    icon: 'live',
    testId: 'moment-foretold',
  };
}

/** What became of it, once that is learnt. */
export async function outcome(id: number, sent: number): Promise<Moment | null> {
  const found = await prediction(id, ({ status }) => status === 'labelled');
  if (found === null || found.label === null) return null;
  return {
    title: found.label === found.late ? 'As it was foretold' : 'Not as it was foretold',
    detail: `It was ${found.label ? 'more than 15 minutes late' : 'in time'}. ${chance(found)} That prediction was measured, and then the model learnt from the flight.`,
    ms: performance.now() - sent,
    icon: found.label === found.late ? 'check' : 'warning',
    testId: 'moment-outcome',
  };
}

/** The score is of true, whatever was foretold. */
export function chance({ score }: Foretold): string {
  return `The chance to be late was put at ${percent(score)}.`;
}

function known(features: Facts): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(features)) {
    if (typeof value === 'number' && name.endsWith('_late_rate')) parts.push(`${name.replaceAll('_', ' ')} ${percent(value)}`);
    else if (typeof value === 'number') parts.push(`${name.replaceAll('_', ' ')} ${Math.abs(value) >= 100 ? whole(value) : String(Math.round(value * 100) / 100)}`);
  }
  return parts.length === 0 ? '' : `Known then: ${parts.join(', ')}.`;
}
