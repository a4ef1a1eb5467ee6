SELECT b.auction, b.bidder, b.price, b.date_time, s.label
FROM (SELECT auction, bidder, price, date_time, PROCTIME() AS came FROM bid) AS b
JOIN side_input FOR SYSTEM_TIME AS OF b.came AS s ON mod(b.auction, 10000) = s.slot
