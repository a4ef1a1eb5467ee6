-- How delays are distributed, in steps of 15 minutes; the first and the last step are open.
SELECT bucket AS delay_from, COUNT(*) AS flights, AVG(distance)::DOUBLE PRECISION AS average_distance
FROM (
  SELECT distance,
         CASE
           WHEN delay < -45 THEN -60
           WHEN delay >= 180 THEN 180
           ELSE (delay + 45) / 15 * 15 - 45
         END AS bucket
  FROM arrivals
) b
GROUP BY bucket
