-- Airports from which more than half of the flights are late, of at least twenty that became known in the last hour.
SELECT l.airport, l.departures, l.arrived, l.late, l.late_rate, l.average_delay
FROM airport_last_hour l
WHERE l.arrived >= 20 AND l.late_rate > 0.50
