-- What each product has sold so far.
SELECT product,
       count(*) AS orders,
       sum(quantity) AS pieces,
       sum(quantity * price) AS revenue
FROM orders
GROUP BY product;
