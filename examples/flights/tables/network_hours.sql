-- The whole network by hour of departure: flights, and how many of them came late.
WITH departed AS (
  SELECT date_trunc('hour', departed_at) AS hour, COUNT(*) AS departures
  FROM departures
  GROUP BY date_trunc('hour', departed_at)
),
arrived AS (
  SELECT date_trunc('hour', departed_at) AS hour,
         COUNT(*) AS arrived,
         COUNT(*) FILTER (WHERE delay > 15) AS late
  FROM arrivals
  GROUP BY date_trunc('hour', departed_at)
)
SELECT d.hour, d.departures,
       COALESCE(a.arrived, 0) AS arrived,
       COALESCE(a.late, 0) AS late,
       CASE WHEN a.arrived > 0 THEN a.late::DOUBLE PRECISION / a.arrived END AS late_rate
FROM departed d
LEFT JOIN arrived a ON a.hour = d.hour
