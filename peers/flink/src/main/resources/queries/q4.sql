SELECT q.category, avg(q.most) AS average
FROM (
  SELECT max(b.price) AS most, a.category
  FROM auction AS a
  JOIN bid AS b ON a.id = b.auction AND b.date_time BETWEEN a.date_time AND a.expires
  GROUP BY a.id, a.category
) AS q
GROUP BY q.category
