-- Orders that somebody has to do something about: they are placed or paid, and not sent yet.
SELECT o.order_id, o.status, o.placed_at, o.customer_id, c.name AS customer, c.country,
       t.pieces, t.total
FROM orders o
JOIN order_totals t ON t.order_id = o.order_id
LEFT JOIN customers c ON c.customer_id = o.customer_id
WHERE o.status IN ('placed', 'paid')
