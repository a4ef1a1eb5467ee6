-- How paying goes now, by method.
SELECT method,
       COUNT(*) AS attempts,
       COUNT(*) FILTER (WHERE outcome = 'failed') AS failed,
       100.0 * COUNT(*) FILTER (WHERE outcome = 'failed') / COUNT(*) AS failed_percent
FROM payments
WHERE paid_at > now() - INTERVAL '1 hour' AND outcome <> 'refunded'
GROUP BY method
