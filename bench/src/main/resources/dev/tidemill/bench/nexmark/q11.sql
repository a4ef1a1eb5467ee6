SELECT bidder, count(*) AS bids, window_start, window_end
FROM SESSION(bid, date_time, DESCRIPTOR(bidder), INTERVAL '10 seconds')
GROUP BY bidder, window_start, window_end
