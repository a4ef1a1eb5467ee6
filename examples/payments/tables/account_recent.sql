-- What an account has paid in the last ten minutes.
SELECT account_id, COUNT(*) AS payments, SUM(amount)::DOUBLE PRECISION AS amount,
       COUNT(DISTINCT country) AS countries
FROM payments
WHERE paid_at > now() - INTERVAL '10 minutes'
GROUP BY account_id
