-- Departures and late rate of every airport and hour of departure. A flight is late when it
-- arrives more than 15 minutes after its schedule; its delay is known only once it has arrived.
WITH departed AS (
  SELECT origin AS airport, date_trunc('hour', departed_at) AS hour, COUNT(*) AS departures
  FROM departures
  GROUP BY origin, date_trunc('hour', departed_at)
),
arrived AS (
  SELECT origin AS airport, date_trunc('hour', departed_at) AS hour,
         COUNT(*) AS arrived,
         COUNT(*) FILTER (WHERE delay > 15) AS late
  FROM arrivals
  GROUP BY origin, date_trunc('hour', departed_at)
)
SELECT d.airport, d.hour, d.departures,
       COALESCE(a.arrived, 0) AS arrived,
       COALESCE(a.late, 0) AS late,
       CASE WHEN a.arrived > 0 THEN a.late::DOUBLE PRECISION / a.arrived END AS late_rate
FROM departed d
LEFT JOIN arrived a ON a.airport = d.airport AND a.hour = d.hour
