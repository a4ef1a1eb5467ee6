const T = 'TEXT';
const B = 'BIGINT';
const I = 'INTEGER';
const D = 'DOUBLE';
const S = 'TIMESTAMP';

const columns = (text) => text.split(',').map((part) => ({ name: part.trim().split(' ')[0], type: part.trim().split(' ')[1] }));

/** The flights project's tables, as the real one declares them. */
export const TABLES = [
  { name: 'departures', kind: 'event', inputs: [], key: [], columns: columns(`flight_id ${B}, origin ${T}, destination ${T}, distance ${I}, departed_at ${S}`) },
  { name: 'arrivals', kind: 'event', inputs: [], key: [], columns: columns(`flight_id ${B}, origin ${T}, destination ${T}, distance ${I}, departed_at ${S}, delay ${I}, arrived_at ${S}`) },
  { name: 'airports', kind: 'keyed', inputs: [], key: ['iata'], columns: columns(`iata ${T}, name ${T}, city ${T}, state ${T}, country ${T}, latitude ${D}, longitude ${D}`) },
  { name: 'alert_latch', kind: 'keyed', inputs: [], key: ['airport'], columns: columns(`airport ${T}, raised_at ${S}`) },
  { name: 'airport_hours', kind: 'live', inputs: ['departures', 'arrivals'], key: ['airport', 'hour'], columns: columns(`airport ${T}, hour ${S}, departures ${B}, arrived ${B}, late ${B}, late_rate ${D}`) },
  { name: 'airport_last_hour', kind: 'live', inputs: ['departures', 'arrivals'], key: ['airport'], columns: columns(`airport ${T}, departures ${B}, arrived ${B}, late ${B}, late_rate ${D}, average_delay ${D}`) },
  { name: 'routes', kind: 'live', inputs: ['arrivals', 'airports'], key: ['origin', 'destination'], columns: columns(`origin ${T}, origin_name ${T}, destination ${T}, destination_name ${T}, distance ${I}, flights ${B}, late ${B}, late_rate ${D}, average_delay ${D}`) },
  { name: 'flights_in_air', kind: 'live', inputs: ['departures', 'arrivals'], key: ['flight_id'], columns: columns(`flight_id ${B}, origin ${T}, destination ${T}, distance ${I}, departed_at ${S}`) },
  { name: 'worst_airports', kind: 'live', inputs: ['airport_last_hour', 'airports'], key: ['airport'], columns: columns(`airport ${T}, name ${T}, city ${T}, state ${T}, latitude ${D}, longitude ${D}, departures ${B}, arrived ${B}, late ${B}, late_rate ${D}, average_delay ${D}`) },
  { name: 'delay_histogram', kind: 'live', inputs: ['arrivals'], key: ['delay_from'], columns: columns(`delay_from ${I}, flights ${B}, average_distance ${D}`) },
  { name: 'network_hours', kind: 'live', inputs: ['departures', 'arrivals'], key: ['hour'], columns: columns(`hour ${S}, departures ${B}, arrived ${B}, late ${B}, late_rate ${D}`) },
  { name: 'network_totals', kind: 'live', inputs: ['departures', 'arrivals'], key: [], columns: columns(`departures ${B}, arrivals ${B}, not_arrived ${B}, late ${B}, late_rate ${D}, average_delay ${D}, miles ${B}`) },
  { name: 'airport_alerts', kind: 'live', inputs: ['airport_last_hour', 'airports', 'alert_latch'], key: ['airport'], columns: columns(`airport ${T}, name ${T}, city ${T}, state ${T}, departures ${B}, arrived ${B}, late ${B}, late_rate ${D}`) },
  { name: 'airport_map', kind: 'live', inputs: ['airport_last_hour', 'airports'], key: ['airport'], columns: columns(`airport ${T}, name ${T}, city ${T}, state ${T}, latitude ${D}, longitude ${D}, departures ${B}, late_rate ${D}`) },
  { name: 'quarantine', kind: 'system', inputs: [], key: ['id'], columns: columns(`id ${B}, table ${T}, rule ${T}, reason ${T}, raw ${T}`) },
];

export const SQL = `-- The ten worst airports now: the highest late rate of the last hour among those with at least ten
-- departures in it.
SELECT l.airport, a.name, a.city, a.state, a.latitude, a.longitude,
       l.departures, l.arrived, l.late, l.late_rate, l.average_delay
FROM airport_last_hour l
JOIN airports a ON a.iata = l.airport
WHERE l.departures >= 10 AND l.late_rate IS NOT NULL
ORDER BY l.late_rate DESC, l.departures DESC, l.airport
LIMIT 10`;
