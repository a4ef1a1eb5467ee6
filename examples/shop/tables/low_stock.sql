-- What has to be ordered from the suppliers, the most urgent first.
SELECT sku, name, in_stock, reorder_below, reorder_below - in_stock AS missing
FROM stock
WHERE in_stock < reorder_below
ORDER BY missing DESC, sku
LIMIT 20
