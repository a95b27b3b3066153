SELECT x.k, count(*) FROM (SELECT id % 3 AS k, id FROM shop.orders ORDER BY id LIMIT 20) AS x GROUP BY x.k HAVING count(*) > 3

SELECT DISTINCT status, count(*) OVER () AS c FROM shop.orders GROUP BY status

SELECT status, sum(x) FROM (SELECT status, CASE WHEN paid THEN amount ELSE 0 END AS x FROM shop.orders) AS t GROUP BY status

SELECT (SELECT count(*) FROM shop.orders AS o WHERE o.customer_id = c.id AND o.id > (SELECT min(i.id) FROM shop.orders AS i WHERE i.customer_id = c.id)) AS n FROM shop.customers AS c

SELECT c.id, x.n FROM shop.customers AS c, LATERAL (SELECT count(*) AS n FROM shop.orders AS o WHERE o.customer_id = c.id) AS x WHERE x.n > 2

SELECT c.id, x.id AS oid, y.n FROM shop.customers AS c, LATERAL (SELECT id FROM shop.orders AS o WHERE o.customer_id = c.id) AS x, LATERAL (SELECT count(*) AS n FROM shop.orders AS p WHERE p.id < x.id AND p.customer_id = c.id) AS y

SELECT id FROM shop.orders AS o WHERE id = (SELECT max(id) FROM shop.orders AS i WHERE i.status IS NOT DISTINCT FROM o.status)

SELECT a.id FROM shop.orders a WHERE EXISTS (SELECT 1 FROM shop.orders b WHERE b.id = a.id + 1 AND EXISTS (SELECT 1 FROM shop.orders c WHERE c.id = b.id + a.small))

SELECT id, (SELECT name FROM shop.customers AS c WHERE c.id = o.customer_id) || '!' AS n FROM shop.orders AS o ORDER BY (SELECT country FROM shop.customers AS c WHERE c.id = o.customer_id) NULLS FIRST, id

SELECT k, max(v) FROM (SELECT id % 4 AS k, sum(amount) OVER (PARTITION BY id % 2) AS v FROM shop.orders) AS x GROUP BY k

SELECT * FROM (SELECT id, rank() OVER (ORDER BY amount DESC NULLS LAST) AS r FROM shop.orders) AS x WHERE r <= 3 ORDER BY r, id

SELECT id, sum(c) OVER (ORDER BY id) FROM (SELECT customer_id AS id, count(*) AS c FROM shop.orders GROUP BY customer_id HAVING count(*) > 1) AS t

SELECT t.status, u.c FROM (SELECT DISTINCT status FROM shop.orders) AS t LEFT JOIN (SELECT status, count(*) AS c FROM shop.orders GROUP BY status) AS u ON t.status = u.status

SELECT coalesce(a.id, b.id) AS id, a.one, b.two FROM (SELECT id, 1 AS one FROM shop.orders WHERE id < 5) AS a FULL JOIN (SELECT id, 2 AS two FROM shop.customers) AS b ON a.id = b.id

SELECT x.one, count(*) FROM (SELECT 1 AS one, id FROM shop.orders) AS x GROUP BY x.one

SELECT x.one, y.k, count(*) FROM (SELECT 'a' AS one, id FROM shop.orders) AS x JOIN (SELECT 'b' AS k, id FROM shop.customers) AS y ON x.id = y.id GROUP BY x.one, y.k

SELECT one, id % 2 AS k, count(*) AS c FROM (SELECT 1 AS one, id FROM shop.orders) AS x GROUP BY GROUPING SETS ((one), (id % 2), (one, id % 2), ())

SELECT count(*) FROM (SELECT 1 AS one FROM shop.orders UNION SELECT 2 FROM shop.customers) AS x

SELECT count(DISTINCT one) FROM (SELECT 1 AS one FROM shop.orders) AS x

SELECT id FROM shop.orders UNION SELECT id FROM shop.customers EXCEPT SELECT 3 INTERSECT SELECT 3 ORDER BY id

WITH RECURSIVE t(n, path) AS (SELECT 1, CAST('1' AS VARCHAR) UNION ALL SELECT n * 2, path || ',' || CAST(n * 2 AS VARCHAR) FROM t WHERE n < 50) SELECT * FROM t WHERE n > 4

SELECT c.id, r.s FROM shop.customers AS c, LATERAL (SELECT sum(x) AS s FROM (SELECT o.id AS x FROM shop.orders AS o WHERE o.customer_id = c.id ORDER BY o.id DESC LIMIT 2) AS z) AS r

SELECT o.id, t.tag, c.name FROM shop.orders AS o CROSS JOIN UNNEST(o.tags) AS t(tag) JOIN shop.customers AS c ON c.id = o.customer_id WHERE t.tag = 'tag1'

SELECT e.id, sum(n.x) AS s FROM shop.events AS e, UNNEST(e.numbers) AS n(x) GROUP BY e.id

SELECT id, CASE WHEN customer_id IN (SELECT id FROM shop.customers WHERE country = 'GB') THEN 'gb' WHEN EXISTS (SELECT 1 FROM shop.customers AS c WHERE c.id = customer_id) THEN 'known' ELSE 'no' END AS k FROM shop.orders

SELECT status, count(*) FILTER (WHERE id > (SELECT avg(id) FROM shop.orders)) AS c FROM shop.orders GROUP BY status

SELECT customer_id, count(*) AS c FROM shop.orders GROUP BY customer_id ORDER BY (SELECT count(*) FROM shop.customers AS x WHERE x.id = customer_id) DESC, c DESC, customer_id NULLS FIRST

SELECT max(id) - min(id) AS d, max(id) - min(id) + 1 AS e FROM shop.orders GROUP BY status HAVING max(id) - min(id) > 1

SELECT id, lag(id, 1, -1) OVER (PARTITION BY status ORDER BY id) AS l, sum(lagged) OVER () FROM (SELECT id, status, lag(id) OVER (ORDER BY id) AS lagged FROM shop.orders) AS x

SELECT t.id FROM (SELECT * FROM shop.orders ORDER BY id DESC LIMIT 5) AS t JOIN (SELECT * FROM shop.orders ORDER BY id DESC LIMIT 7) AS u ON t.id = u.id

SELECT CAST(sum(id) AS DOUBLE) / count(*) AS a, sum(id) / count(*) AS b, avg(id) AS c FROM shop.orders

SELECT day, count(*) FROM shop.orders GROUP BY day HAVING day BETWEEN DATE '2024-02-01' AND DATE '2024-02-05'

SELECT extract(hour FROM created_at) AS h, avg(price) AS p FROM shop.orders WHERE extract(hour FROM created_at) BETWEEN 3 AND 15 GROUP BY extract(hour FROM created_at) ORDER BY h

SELECT id FROM shop.orders WHERE (status, customer_id) NOT IN (SELECT status, customer_id FROM shop.orders WHERE id > 3 AND status IS NOT NULL AND customer_id IS NOT NULL)

SELECT id FROM shop.orders WHERE (SELECT count(*) FROM shop.customers) > 3 AND id < ALL (SELECT id * 10 FROM shop.customers)

SELECT x.id, x.c FROM (SELECT o.id, c.country AS c FROM shop.orders AS o LEFT JOIN shop.customers AS c ON o.customer_id = c.id) AS x WHERE x.c IS NULL

SELECT a.n, b.n AS m FROM (VALUES (1), (2), (3)) AS a(n) LEFT JOIN (VALUES (2, 'x')) AS b(n, s) ON a.n = b.n

SELECT * FROM (VALUES (1, 'a')) AS t(x, y), (VALUES (2)) AS u(z)

SELECT upper(k) AS u, n FROM (SELECT lower(status) AS k, count(*) AS n FROM shop.orders GROUP BY lower(status)) AS g WHERE k LIKE 'p%'

SELECT status, array_agg(DISTINCT customer_id ORDER BY customer_id) FILTER (WHERE customer_id > 2) AS a FROM shop.orders GROUP BY status

SELECT id, ARRAY[status, 'x'][1] AS a, CASE WHEN id > 3 THEN ARRAY[1, 2] ELSE ARRAY[id] END AS b FROM shop.orders
-- DuckDB
SELECT id, ([status, 'x'])[1] AS a, CASE WHEN id > 3 THEN [1, 2] ELSE [id] END AS b FROM shop.orders

SELECT min(x) FROM (SELECT id AS x FROM shop.orders UNION ALL SELECT id FROM shop.customers UNION ALL SELECT 0) AS t WHERE x <> 0

SELECT c.country, o.status, count(*) AS n FROM shop.customers AS c CROSS JOIN shop.orders AS o GROUP BY CUBE (c.country, o.status) HAVING count(*) > 5 ORDER BY n DESC, 1 NULLS FIRST, 2 NULLS FIRST LIMIT 10

SELECT * FROM shop.customers AS a LEFT JOIN shop.customers AS b ON a.id = b.id + 1 LEFT JOIN shop.customers AS c ON b.id = c.id + 1 WHERE c.id IS NULL

SELECT row_number() OVER (ORDER BY x.n DESC, x.status NULLS LAST) AS r, x.* FROM (SELECT status, count(*) AS n FROM shop.orders GROUP BY status) AS x

SELECT sum(DISTINCT amount) AS a, count(DISTINCT (status, paid)) AS b FROM shop.orders
-- DuckDB
SELECT sum(DISTINCT amount) AS a, count(DISTINCT (status, paid)) AS b FROM shop.orders

SELECT NULL AS n, NULL + 1 AS m, CASE WHEN NULL THEN 1 ELSE 2 END AS c FROM shop.orders LIMIT 1

SELECT status = NULL AS a, status IN ('new', NULL) AS b, NOT (status IN ('x', NULL)) AS c FROM shop.orders

SELECT i.y, count(*) FROM (SELECT extract(year FROM day) AS y, status FROM shop.orders) AS i WHERE i.status IS NOT NULL GROUP BY i.y

SELECT CAST(NULL AS DECIMAL(10, 2)) AS a, CAST(1 AS DECIMAL(10, 2)) AS b, 1.0 AS c, 1e2 AS d, 0.1 + 0.2 AS e, 123456789012345678 AS f, -0.5 AS g, 1.10 * 2 AS h

SELECT DATE '2024-01-31' + INTERVAL '1' MONTH AS a, TIMESTAMP '2024-01-31 00:00:00' + INTERVAL '1' YEAR AS b, DATE '2024-03-31' - INTERVAL '1' MONTH AS c, (DATE '2024-03-31' - DATE '2024-01-01') DAY AS d
-- DuckDB
SELECT CAST(DATE '2024-01-31' + INTERVAL '1' MONTH AS DATE) AS a, TIMESTAMP '2024-01-31 00:00:00' + INTERVAL '1' YEAR AS b, CAST(DATE '2024-03-31' - INTERVAL '1' MONTH AS DATE) AS c, TIMESTAMP '2024-03-31 00:00:00' - TIMESTAMP '2024-01-01 00:00:00' AS d

SELECT o.id, o.place.x + 1 AS y, o.scores['a'] + 1 AS z FROM shop.events AS o ORDER BY o.place.label NULLS FIRST, o.id

SELECT label, count(*) FROM (SELECT e.place.label AS label FROM shop.events AS e) AS x GROUP BY label

SELECT name FROM shop.customers WHERE name > 'B' ORDER BY name

SELECT name FROM shop.customers ORDER BY name DESC

SELECT CASE WHEN grouping(status) = 1 THEN 'all' ELSE status END AS s, count(*) AS c FROM shop.orders GROUP BY ROLLUP (status) ORDER BY grouping(status), s NULLS LAST

SELECT id, greatest(small, 3) + least(id, 7) AS g, abs(small - 5) AS a FROM shop.orders WHERE greatest(small, 3) = 3

SELECT first_value(name) OVER (PARTITION BY country ORDER BY id DESC) AS f, max(credit) OVER (ORDER BY id ROWS 1 PRECEDING) AS m, count(*) FILTER (WHERE id > 2) OVER () AS c FROM shop.customers

SELECT NULL AS n, NULL + 1 AS m, CASE WHEN NULL THEN 1 ELSE 2 END AS c, coalesce(NULL, 3) AS d, NULL || 'x' AS e FROM shop.orders LIMIT 1

SELECT NULL AS n UNION ALL SELECT 'x' UNION ALL SELECT NULL

SELECT n, count(*) FROM (SELECT NULL AS n FROM shop.orders) AS x GROUP BY n

SELECT a.id FROM shop.orders AS a WHERE a.id IN (1, 5, 7) AND a.status IN ('new', 'Paid') AND NOT (a.id = 5 OR a.id = 9)

SELECT sum(a.amount * (1 - 0.1)) AS s, sum(a.amount) * 0.0001 AS t, avg(a.amount * 2) AS u FROM shop.orders AS a

SELECT id, amount FROM shop.orders WHERE amount > (SELECT sum(amount) * 0.05 FROM shop.orders)

SELECT max(x) AS m FROM (SELECT sum(amount) OVER (ORDER BY id) AS x FROM shop.orders) AS t

SELECT o.status, (SELECT string_agg(c.name, ',' ORDER BY c.name) FROM shop.customers AS c WHERE c.id = o.small) AS names FROM shop.orders AS o

SELECT x.id FROM (SELECT id, paid, status FROM shop.orders WHERE paid) AS x WHERE x.status = 'new' OR x.paid IS NULL

SELECT g.k, o.id FROM (SELECT DISTINCT id % 3 AS k FROM shop.orders) AS g JOIN shop.orders AS o ON o.id = g.k * 2 ORDER BY o.id

SELECT count(*) FROM shop.orders AS a, shop.orders AS b, shop.orders AS c WHERE a.id = b.id AND b.id = c.id AND a.small = 2

SELECT s.status, s.n, t.total FROM (SELECT status, count(*) AS n FROM shop.orders GROUP BY status) AS s, (SELECT count(*) AS total FROM shop.orders) AS t ORDER BY s.n DESC, s.status NULLS LAST

SELECT 'a' || CAST(id AS VARCHAR) AS x FROM shop.customers WHERE CAST(id AS VARCHAR) = '1' OR 'x' || name = 'xAda'

SELECT CASE WHEN id = 1 THEN DATE '2024-01-01' ELSE since END AS d, CASE WHEN id < 3 THEN 1 ELSE 2.5 END AS n FROM shop.customers

SELECT name FROM shop.customers WHERE name IN (SELECT name FROM shop.customers GROUP BY name HAVING count(*) = 1) AND name NOT IN ('Ada')

SELECT id FROM shop.orders AS o WHERE NOT (o.paid AND o.id > 3) AND (o.paid OR NOT o.id > 20)

SELECT id, id IN (SELECT customer_id FROM shop.orders) AS in_orders, NOT EXISTS (SELECT 1 FROM shop.orders AS o WHERE o.customer_id = c.id AND o.paid) AS unpaid FROM shop.customers AS c

SELECT lower(trim(status)) AS s, count(*) AS c FROM shop.orders WHERE status IS NOT NULL GROUP BY lower(trim(status)) ORDER BY c DESC, s

SELECT id FROM shop.orders ORDER BY CASE WHEN status = 'new' THEN 0 ELSE 1 END, amount DESC NULLS LAST, id OFFSET 25 ROWS

WITH a AS (SELECT id FROM shop.orders LIMIT 3), b AS (SELECT count(*) AS c FROM a) SELECT c FROM b UNION ALL SELECT count(*) FROM a

WITH x AS (SELECT id % 3 AS k, amount FROM shop.orders), y AS (SELECT k, sum(amount) AS s FROM x GROUP BY k) SELECT y.k, y.s, z.m FROM y JOIN (SELECT max(s) AS m FROM y) AS z ON y.s <= z.m ORDER BY y.k

WITH d AS (SELECT day, count(*) AS n FROM shop.orders GROUP BY day) SELECT a.day, a.n, b.n AS before FROM d AS a LEFT JOIN d AS b ON b.day = a.day - INTERVAL '1' DAY ORDER BY a.day

SELECT avg(n) FROM (SELECT customer_id, count(DISTINCT status) AS n FROM shop.orders GROUP BY customer_id) AS t

SELECT i, (SELECT array_agg(x ORDER BY x DESC) FROM UNNEST(ARRAY[3, 1, 2]) AS t(x) WHERE x <= i) AS l FROM (VALUES (1), (2), (3)) AS v(i)

SELECT date_trunc('month', created_at) AS m, count(*) AS c FROM shop.orders GROUP BY date_trunc('month', created_at) ORDER BY m

SELECT date_trunc('month', created_at) AS m, count(*) AS c FROM shop.orders GROUP BY m ORDER BY m DESC

SELECT round(avg(price), 2) AS p, floor(avg(id)) AS f, count(*) * 1.0 / 3 AS q FROM shop.orders

SELECT sum(CASE WHEN paid THEN 1 ELSE 0 END) AS a, sum(small) AS b, sum(price) AS c, sum(CAST(id AS DECIMAL(20, 4))) AS d FROM shop.orders

SELECT id FROM shop.orders WHERE created_at BETWEEN '2024-02-01' AND '2024-02-10 12:00:00' AND day > '2024-01-30'

SELECT any_value(country) AS c, bool_or(credit > 1) AS b, count_if(credit > 0) AS k FROM shop.customers WHERE country = 'GB'

SELECT c1.id FROM shop.customers c1 WHERE c1.credit = (SELECT max(c2.credit) FROM shop.customers c2 WHERE c2.country = c1.country) ORDER BY c1.id LIMIT 2 OFFSET 1
