-- What each customer has spent here, less what came back.
SELECT c.customer_id, c.name, c.email, c.country,
       COUNT(v.order_id) AS orders,
       COALESCE(SUM(v.total), 0) AS value,
       MAX(v.placed_at) AS last_order_at
FROM customers c
LEFT JOIN (
  SELECT o.order_id, o.customer_id, o.placed_at, t.total
  FROM orders o
  JOIN order_totals t ON t.order_id = o.order_id
  WHERE o.status IN ('paid', 'shipped')
) v ON v.customer_id = c.customer_id
GROUP BY c.customer_id, c.name, c.email, c.country
