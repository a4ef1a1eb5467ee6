-- One row of what the shop's people have on the wall.
SELECT COUNT(*) AS orders,
       COUNT(*) FILTER (WHERE status = 'placed') AS placed,
       COUNT(*) FILTER (WHERE status = 'paid') AS to_ship,
       COUNT(*) FILTER (WHERE status = 'shipped') AS shipped,
       COUNT(*) FILTER (WHERE status = 'cancelled') AS cancelled,
       COUNT(*) FILTER (WHERE status = 'returned') AS returned
FROM orders
