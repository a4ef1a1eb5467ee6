-- The flights of the last half hour, as they depart: what late_arrival foretells of. What is known of them beside is in
-- the feature view departing.
SELECT flight_id, origin, destination, distance, hour, day, slot, slot - 1 AS slot_before, slot + 1 AS slot_after
FROM (
  SELECT flight_id, origin, destination, distance,
         EXTRACT(HOUR FROM departed_at)::INTEGER AS hour,
         EXTRACT(DOW FROM departed_at)::INTEGER AS day,
         (EXTRACT(HOUR FROM departed_at) * 60 + EXTRACT(MINUTE FROM departed_at))::INTEGER / 20 AS slot
  FROM departures
  WHERE departed_at > now() - INTERVAL '30 minutes'
) d
