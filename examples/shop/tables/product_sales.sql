-- What sells, and what of it comes back.
SELECT p.sku, p.name, p.category,
       SUM(l.quantity) FILTER (WHERE o.status IN ('paid', 'shipped')) AS sold,
       SUM(l.quantity) FILTER (WHERE o.status = 'returned') AS returned,
       COALESCE(SUM(l.quantity * l.price) FILTER (WHERE o.status IN ('paid', 'shipped')), 0) AS revenue
FROM products p
JOIN order_lines l ON l.sku = p.sku
JOIN orders o ON o.order_id = l.order_id
GROUP BY p.sku, p.name, p.category
