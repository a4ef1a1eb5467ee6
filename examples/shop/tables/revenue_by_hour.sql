-- What came in each hour, less what was paid back in it.
SELECT date_trunc('hour', paid_at) AS hour,
       COUNT(*) FILTER (WHERE outcome = 'paid') AS payments,
       COUNT(*) FILTER (WHERE outcome = 'refunded') AS refunds,
       COUNT(*) FILTER (WHERE outcome = 'failed') AS failures,
       COALESCE(SUM(amount) FILTER (WHERE outcome = 'paid'), 0)
         - COALESCE(SUM(amount) FILTER (WHERE outcome = 'refunded'), 0) AS revenue
FROM payments
GROUP BY 1
