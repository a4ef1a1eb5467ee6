-- The timetable, as flights tell it: how often each route was flown in each twenty minutes of the day in the last
-- seven days, and how late those flights were. One that departs where the route is hardly flown is off its schedule.
WITH flown AS (
  SELECT origin, destination, slot, COUNT(*) AS departures
  FROM (
    SELECT origin, destination, (EXTRACT(HOUR FROM departed_at) * 60 + EXTRACT(MINUTE FROM departed_at))::INTEGER / 20 AS slot
    FROM departures
    WHERE departed_at > now() - INTERVAL '7 days'
  ) d
  GROUP BY origin, destination, slot
),
known AS (
  SELECT origin, destination, slot, COUNT(*) AS arrived, COUNT(*) FILTER (WHERE delay > 15) AS late
  FROM (
    SELECT origin, destination, delay, (EXTRACT(HOUR FROM departed_at) * 60 + EXTRACT(MINUTE FROM departed_at))::INTEGER / 20 AS slot
    FROM arrivals
    WHERE arrived_at > now() - INTERVAL '7 days'
  ) a
  GROUP BY origin, destination, slot
)
SELECT f.origin, f.destination, f.slot, f.departures,
       (COALESCE(k.late, 0) + 1)::DOUBLE PRECISION / (COALESCE(k.arrived, 0) + 5) AS late_rate,
       ((COALESCE(k.late, 0) + 1) * 20 / (COALESCE(k.arrived, 0) + 5))::INTEGER AS late_step
FROM flown f
LEFT JOIN known k ON k.origin = f.origin AND k.destination = f.destination AND k.slot = f.slot
