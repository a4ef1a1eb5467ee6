-- Which accounts a device has paid from in the last hour.
SELECT device_id, COUNT(*) AS payments, COUNT(DISTINCT account_id) AS accounts
FROM payments
WHERE paid_at > now() - INTERVAL '1 hour'
GROUP BY device_id
