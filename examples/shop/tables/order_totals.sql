-- What each order comes to.
SELECT order_id,
       COUNT(*) AS lines,
       SUM(quantity) AS pieces,
       SUM(quantity * price) AS total
FROM order_lines
GROUP BY order_id
