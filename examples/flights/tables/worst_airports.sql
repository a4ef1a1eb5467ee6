-- The ten worst airports now: the highest late rate of the last hour among those with at least ten
-- departures in it.
SELECT l.airport, a.name, a.city, a.state, a.latitude, a.longitude,
       l.departures, l.arrived, l.late, l.late_rate, l.average_delay
FROM airport_last_hour l
JOIN airports a ON a.iata = l.airport
WHERE l.departures >= 10 AND l.late_rate IS NOT NULL
ORDER BY l.late_rate DESC, l.departures DESC, l.airport
LIMIT 10
