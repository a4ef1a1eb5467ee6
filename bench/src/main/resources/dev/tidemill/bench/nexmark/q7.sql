SELECT b.auction, b.price, b.bidder, b.date_time, b.extra
FROM bid AS b
JOIN (
  SELECT max(price) AS most, window_end AS ends
  FROM TUMBLE(bid, date_time, INTERVAL '10 seconds')
  GROUP BY window_start, window_end
) AS m ON b.price = m.most
WHERE b.date_time BETWEEN m.ends - INTERVAL '10 seconds' AND m.ends
