-- What the steps have brought so far.
SELECT step, COUNT(*) AS payments, COUNT(*) FILTER (WHERE fraud) AS frauds,
       SUM(reward) * 100 AS euros, AVG(reward) * 100 AS euros_each
FROM outcomes
GROUP BY step
