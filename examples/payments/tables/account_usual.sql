-- What an account pays usually.
SELECT account_id, COUNT(*) AS payments, AVG(amount)::DOUBLE PRECISION AS average_amount
FROM payments
GROUP BY account_id
