-- What became of the flights of the last day: late is more than 15 minutes. What predictors learn from.
SELECT flight_id, delay > 15 AS late
FROM arrivals
WHERE arrived_at > now() - INTERVAL '1 day'
