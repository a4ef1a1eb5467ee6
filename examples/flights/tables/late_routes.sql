-- How late the flights of each route were, by what became known in the last 24 hours, as if three more were known.
SELECT origin, destination,
       (COUNT(*) FILTER (WHERE delay > 15) + 0.6)::DOUBLE PRECISION / (COUNT(*) + 3) AS last_day
FROM arrivals
WHERE arrived_at > now() - INTERVAL '24 hours'
GROUP BY origin, destination
