-- Orders that were placed a quarter of an hour ago, or earlier, and are not paid.
SELECT o.order_id, o.placed_at, o.customer_id, c.name AS customer, c.email, t.total,
       COALESCE(a.attempts, 0) AS attempts
FROM orders o
JOIN order_totals t ON t.order_id = o.order_id
LEFT JOIN customers c ON c.customer_id = o.customer_id
LEFT JOIN (SELECT order_id, COUNT(*) AS attempts FROM payments GROUP BY order_id) a
  ON a.order_id = o.order_id
WHERE o.status = 'placed' AND o.placed_at <= now() - INTERVAL '15 minutes'
