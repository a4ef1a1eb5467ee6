-- The flights that have departed and whose arrival is not known yet. The longest flight takes less
-- than 12 hours, so nothing older has to be kept.
SELECT d.flight_id, d.origin, d.destination, d.distance, d.departed_at
FROM (
  SELECT flight_id, origin, destination, distance, departed_at
  FROM departures
  WHERE departed_at > now() - INTERVAL '12 hours'
) d
LEFT JOIN (
  SELECT flight_id
  FROM arrivals
  WHERE departed_at > now() - INTERVAL '12 hours'
) a ON a.flight_id = d.flight_id
WHERE a.flight_id IS NULL
