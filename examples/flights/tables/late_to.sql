-- How late the flights to each airport were, by what became known in the last hour and in the last three. A few
-- flights say little, so each rate is as if five more were known, one of them late.
WITH hour AS (
  SELECT destination AS airport, COUNT(*) AS arrived, COUNT(*) FILTER (WHERE delay > 15) AS late
  FROM arrivals
  WHERE arrived_at > now() - INTERVAL '1 hour'
  GROUP BY destination
),
hours AS (
  SELECT destination AS airport, COUNT(*) AS arrived, COUNT(*) FILTER (WHERE delay > 15) AS late
  FROM arrivals
  WHERE arrived_at > now() - INTERVAL '3 hours'
  GROUP BY destination
)
SELECT t.airport,
       (COALESCE(h.late, 0) + 1)::DOUBLE PRECISION / (COALESCE(h.arrived, 0) + 5) AS last_hour,
       (t.late + 1)::DOUBLE PRECISION / (t.arrived + 5) AS last_three
FROM hours t
LEFT JOIN hour h ON h.airport = t.airport
