-- Every airport in the last hour: what departed, and how late the flights from there were whose
-- delay became known in that hour. Rows expire by themselves as now() goes on.
WITH departed AS (
  SELECT origin AS airport, COUNT(*) AS departures
  FROM departures
  WHERE departed_at > now() - INTERVAL '1 hour'
  GROUP BY origin
),
arrived AS (
  SELECT origin AS airport,
         COUNT(*) AS arrived,
         COUNT(*) FILTER (WHERE delay > 15) AS late,
         AVG(delay) AS average_delay
  FROM arrivals
  WHERE arrived_at > now() - INTERVAL '1 hour'
  GROUP BY origin
)
SELECT d.airport, d.departures,
       COALESCE(a.arrived, 0) AS arrived,
       COALESCE(a.late, 0) AS late,
       CASE WHEN a.arrived > 0 THEN a.late::DOUBLE PRECISION / a.arrived END AS late_rate,
       a.average_delay::DOUBLE PRECISION AS average_delay
FROM departed d
LEFT JOIN arrived a ON a.airport = d.airport
