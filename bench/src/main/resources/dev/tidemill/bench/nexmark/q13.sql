SELECT b.auction, b.bidder, b.price, b.date_time, s.label
FROM bid AS b
JOIN side_input AS s ON mod(b.auction, 10000) = s.slot
