-- What is in the warehouse.
SELECT p.sku, p.name, p.category, p.reorder_below,
       COALESCE(m.moved, 0) AS in_stock
FROM products p
LEFT JOIN (SELECT sku, SUM(quantity) AS moved FROM stock_movements GROUP BY sku) m
  ON m.sku = p.sku
