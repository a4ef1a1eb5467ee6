-- Orders whose payment failed and that wait for another attempt: an action tells their customers.
SELECT o.order_id, o.customer_id, c.email, t.total, f.failures, f.last_failed_at
FROM orders o
JOIN order_totals t ON t.order_id = o.order_id
JOIN (
  SELECT order_id, COUNT(*) AS failures, MAX(paid_at) AS last_failed_at
  FROM payments
  WHERE outcome = 'failed'
  GROUP BY order_id
) f ON f.order_id = o.order_id
LEFT JOIN customers c ON c.customer_id = o.customer_id
WHERE o.status = 'placed'
