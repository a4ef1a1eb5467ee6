-- Every route with the names of its airports: how often it was flown and how late.
WITH flown AS (
  SELECT origin, destination,
         COUNT(*) AS flights,
         COUNT(*) FILTER (WHERE delay > 15) AS late,
         AVG(delay) AS average_delay,
         MIN(delay) AS earliest,
         MAX(delay) AS latest,
         MAX(distance) AS distance
  FROM arrivals
  GROUP BY origin, destination
)
SELECT f.origin, o.name AS origin_name, f.destination, t.name AS destination_name,
       f.distance, f.flights, f.late,
       f.late::DOUBLE PRECISION / f.flights AS late_rate,
       f.average_delay::DOUBLE PRECISION AS average_delay,
       f.earliest, f.latest
FROM flown f
JOIN airports o ON o.iata = f.origin
JOIN airports t ON t.iata = f.destination
