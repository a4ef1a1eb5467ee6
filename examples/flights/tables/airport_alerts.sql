-- Airports in trouble: more than 40 % late in the last hour with at least 20 departures. An airport
-- that is in stays until its rate falls below 30 %: the action's latch remembers that it is in.
SELECT l.airport, a.name, a.city, a.state, l.departures, l.arrived, l.late, l.late_rate
FROM airport_last_hour l
JOIN airports a ON a.iata = l.airport
LEFT JOIN alert_latch latch ON latch.airport = l.airport
WHERE (l.departures >= 20 AND l.late_rate > 0.40)
   OR (latch.airport IS NOT NULL AND l.late_rate >= 0.30)
