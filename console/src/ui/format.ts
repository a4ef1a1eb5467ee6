// How numbers, sizes and times are written everywhere.

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export function whole(value: number): string {
  return grouped.format(Math.round(value));
}

/** 1,234 in full up to five digits, then 12.3k, 4.56M. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size < 100_000) return whole(value);
  if (size < 1e6) return `${(value / 1e3).toFixed(0)}k`;
  if (size < 1e9) return `${(value / 1e6).toFixed(size < 1e7 ? 2 : 1)}M`;
  return `${(value / 1e9).toFixed(2)}B`;
}

/** A count of rows. The mill tells −1 where a policy hides some of them, and so how many there are. */
export function count(value: number): string {
  return value < 0 ? '–' : short(value);
}

/** Two to three digits and a letter, for labels in narrow places: 940, 4.8k, 17k. */
export function tiny(value: number): string {
  if (value < 1000) return whole(value);
  if (value < 1e6) return `${(value / 1e3).toFixed(value < 1e4 ? 1 : 0)}k`;
  return `${(value / 1e6).toFixed(value < 1e7 ? 1 : 0)}M`;
}

export function rate(value: number): string {
  if (Math.abs(value) < 10 && !Number.isInteger(value)) return value.toFixed(1);
  return short(value);
}

export function millis(value: number): string {
  if (value < 10) return value.toFixed(1);
  if (value < 10_000) return whole(value);
  return `${(value / 1000).toFixed(1)}k`;
}

/** A size as number and unit apart, for the unit stands in a lighter tone. */
export function bytes(value: number): { readonly number: string; readonly unit: string } {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return { number: unit === 0 || size >= 100 ? size.toFixed(0) : size.toFixed(1), unit: units[unit] ?? 'B' };
}

export function bytesText(value: number): string {
  const { number, unit } = bytes(value);
  return `${number} ${unit}`;
}

export function percent(share: number, digits = 0): string {
  return `${(share * 100).toFixed(digits)}%`;
}

/** A time span of milliseconds in one unit: 311 ms, 8.41 s, 12 min. */
export function span(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${milliseconds.toFixed(0)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
  if (milliseconds < 3_600_000) return `${(milliseconds / 60_000).toFixed(1)} min`;
  return `${(milliseconds / 3_600_000).toFixed(1)} h`;
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** Project time: 2001-01-08T03:12:00.123 becomes 2001-01-08 03:12:00. */
export function projectTime(iso: string): string {
  return iso.replace('T', ' ').replace(/(\.\d+)?Z?$/, '');
}

/** An instant in the reader's zone, with the zone's name. */
export function localTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' });
}

/** An instant with its day, in the reader's zone, with the zone's name. */
export function localDateTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const day = `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
  return `${day} ${localTime(iso)}`;
}

export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${whole(count)} ${count === 1 ? noun : nouns}`;
}

/** delay_histogram becomes "Delay histogram". */
export function title(identifier: string): string {
  const words = identifier.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
