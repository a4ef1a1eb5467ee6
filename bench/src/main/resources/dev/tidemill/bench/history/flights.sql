-- f1 count
SELECT count(*) FROM flights
-- f2 one day
SELECT count(*), avg(delay) FROM flights WHERE departed_at >= TIMESTAMP '2003-03-01' AND departed_at < TIMESTAMP '2003-03-02'
-- f3 by origin
SELECT origin, count(*), avg(delay), max(distance) FROM flights GROUP BY origin ORDER BY 2 DESC, 1 LIMIT 10
-- f4 by route
SELECT origin, destination, count(*) AS n FROM flights GROUP BY ALL ORDER BY n DESC, 1, 2 LIMIT 20
-- f5 by month
SELECT date_trunc('month', departed_at) AS month, count(*), sum(delay) FROM flights GROUP BY 1 ORDER BY 1
-- f6 late and far
SELECT count(*), sum(distance) FROM flights WHERE delay > 60 AND distance > 1000
-- f7 the latest
SELECT flight_id, delay FROM flights ORDER BY delay DESC NULLS LAST, flight_id LIMIT 10
-- f8 an airport's hours
SELECT hour(departed_at) AS h, count(*), quantile_cont(delay, 0.9) FROM flights WHERE origin = 'ORD' GROUP BY h ORDER BY h
-- f9 pairs
SELECT count(*) FROM (SELECT origin, destination FROM flights GROUP BY ALL HAVING avg(delay) > 10)
-- f10 one flight
SELECT * FROM flights WHERE flight_id = 1234567
