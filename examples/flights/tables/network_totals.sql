-- The whole network in one row.
SELECT d.departures, a.arrivals,
       d.departures - a.arrivals AS not_arrived,
       a.late,
       CASE WHEN a.arrivals > 0 THEN a.late::DOUBLE PRECISION / a.arrivals END AS late_rate,
       a.average_delay::DOUBLE PRECISION AS average_delay,
       d.miles, d.first_departure, d.last_departure
FROM (
  SELECT 1 AS network, COUNT(*) AS departures, SUM(distance) AS miles,
         MIN(departed_at) AS first_departure, MAX(departed_at) AS last_departure
  FROM departures
) d
JOIN (
  SELECT 1 AS network, COUNT(*) AS arrivals,
         COUNT(*) FILTER (WHERE delay > 15) AS late, AVG(delay) AS average_delay
  FROM arrivals
) a ON a.network = d.network
