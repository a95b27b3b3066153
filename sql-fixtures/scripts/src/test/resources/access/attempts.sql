-- Attempts to learn of rows that a grant leaves out; one a line. {orders} and the like are the tables. Each must answer as on a copy
-- without those rows, where it may fail too. In the rows left out "note" is no number, "z" is zero and "big" overflows.
--
-- errors as an oracle: conditions
SELECT id FROM {orders} WHERE CAST(note AS INTEGER) > 3
SELECT id FROM {orders} WHERE CAST(note AS INTEGER) > 3 AND id > 5
SELECT id FROM {orders} WHERE id > 5 AND CAST(note AS INTEGER) > 3
SELECT id FROM {orders} WHERE 10 DIV z > 2
SELECT id FROM {orders} WHERE z = 0 AND 1 DIV z = 1
SELECT id FROM {orders} WHERE z = 0 OR 1 DIV z = 1
SELECT id FROM {orders} WHERE NOT (10 DIV z > 2)
SELECT id FROM {orders} WHERE CAST(big AS INTEGER) > 0
SELECT id FROM {orders} WHERE big * 4 > 100
SELECT id FROM {orders} WHERE big + big + big > 0
SELECT id FROM {orders} WHERE CASE WHEN bad THEN 1 DIV z ELSE 1 END = 1
SELECT id FROM {orders} WHERE CASE WHEN tenant <> 1 THEN CAST(note || 'x' AS INTEGER) ELSE 1 END = 1
SELECT id FROM {orders} WHERE COALESCE(CAST(note AS INTEGER), 0) >= 0
SELECT id FROM {orders} WHERE NULLIF(10 DIV z, 5) IS NULL
SELECT id FROM {orders} WHERE CAST(note AS DATE) IS NULL
SELECT id FROM {orders} WHERE note LIKE 'x%' ESCAPE 'x'
SELECT id FROM {orders} WHERE note SIMILAR TO 'x.*'
SELECT id FROM {orders} WHERE regexp_matches(note, note || '(') OR TRUE
SELECT id FROM {orders} WHERE substring(note, 1, z) = '1'
SELECT id FROM {orders} WHERE length(repeat(note, CAST(big AS INTEGER))) > 0
SELECT id FROM {orders} WHERE CAST(note AS INTEGER) BETWEEN 1 AND 9
SELECT id FROM {orders} WHERE CAST(note AS INTEGER) IN (1, 2, 3)
SELECT id FROM {orders} WHERE (CAST(note AS INTEGER), z) = (1, 1)
SELECT id FROM {orders} WHERE CAST(CAST(note AS INTEGER) AS BOOLEAN)
SELECT id FROM {orders} WHERE mod(10, z) = 1
SELECT id FROM {orders} WHERE CAST(big AS DECIMAL(9, 0)) > 5
SELECT id FROM {orders} WHERE EXTRACT(YEAR FROM CAST('20' || note || '-01-01' AS DATE)) > 2000
-- errors as an oracle: constants that fail once there is a row
SELECT id FROM {orders} WHERE CAST('abc' AS INTEGER) = 1
SELECT id FROM {orders} WHERE tenant = 3 AND 1 DIV 0 = 1
SELECT id FROM {orders} WHERE 1 DIV (tenant - tenant) = 1
SELECT 1 FROM {orders} WHERE tenant = 2 AND CAST('x' AS DATE) IS NULL
-- errors as an oracle: joins
SELECT a.id FROM {orders} a JOIN {orders} b ON CAST(a.note AS INTEGER) = CAST(b.note AS INTEGER)
SELECT a.id FROM {orders} a LEFT JOIN {customers} b ON CAST(a.note AS INTEGER) = b.id
SELECT a.id FROM {customers} b LEFT JOIN {orders} a ON CAST(a.note AS INTEGER) = b.id AND 10 DIV a.z > 1
SELECT a.id FROM {customers} b RIGHT JOIN {orders} a ON CAST(a.note AS INTEGER) = b.id
SELECT a.id FROM {customers} b FULL JOIN {orders} a ON CAST(a.note AS INTEGER) = CAST(b.note AS INTEGER)
SELECT a.id FROM {customers} b JOIN {orders} a ON a.customer_id = b.id WHERE 10 DIV a.z > 10 DIV b.z
SELECT a.id FROM {orders} a, {items} b WHERE a.id = b.order_id AND CAST(a.note AS INTEGER) + CAST(b.note AS INTEGER) > 3
SELECT a.id, b.order_id FROM {orders} a CROSS JOIN {items} b WHERE a.id < 9 AND 10 DIV b.z = 5
SELECT a.id FROM {orders} a ASOF JOIN {items} b MATCH_CONDITION CAST(a.note AS INTEGER) >= CAST(b.line AS INTEGER) ON a.id = b.order_id
SELECT id FROM {orders} NATURAL JOIN (SELECT id FROM {customers} WHERE 10 DIV z > 2) c
SELECT id FROM {orders} JOIN {customers} USING (id) WHERE id > 0 AND 10 DIV id < 100
SELECT a.id FROM {orders} a JOIN {customers} b ON a.customer_id = b.id JOIN {items} c ON c.order_id = a.id WHERE CAST(c.note AS INTEGER) > CAST(b.note AS INTEGER)
SELECT a.id FROM {customers} a SEMI JOIN {orders} b ON CAST(b.note AS INTEGER) = a.id
SELECT a.id FROM {customers} a ANTI JOIN {orders} b ON CAST(b.note AS INTEGER) = a.id
-- errors as an oracle: what is computed below a condition
SELECT * FROM (SELECT id, CAST(note AS INTEGER) AS n FROM {orders}) d WHERE n = 4
SELECT * FROM (SELECT id, 10 DIV z AS n FROM {orders}) d WHERE n > 1 AND id > 3
SELECT * FROM (SELECT CAST(note AS INTEGER) AS n, count(*) AS c FROM {orders} GROUP BY 1) d WHERE n > 2
SELECT CAST(note AS INTEGER) % 2 AS n, count(*) AS c FROM {orders} GROUP BY 1 HAVING CAST(note AS INTEGER) % 2 = 1
SELECT * FROM (SELECT id, CAST(note AS INTEGER) AS n FROM {orders} UNION ALL SELECT 1, 2) d WHERE n > 2
SELECT * FROM (SELECT CAST(note AS INTEGER) AS n FROM {orders} EXCEPT SELECT 3) d WHERE n > 2
SELECT * FROM (SELECT DISTINCT CAST(note AS INTEGER) AS n FROM {orders}) d WHERE n > 2
SELECT * FROM (SELECT id, row_number() OVER (PARTITION BY CAST(note AS INTEGER) ORDER BY id) AS r, CAST(note AS INTEGER) AS n FROM {orders}) d WHERE n = 3
SELECT id FROM {orders} QUALIFY row_number() OVER (PARTITION BY 10 DIV z ORDER BY id) = 1
SELECT id, sum(10 DIV z) OVER (ORDER BY id) AS s FROM {orders}
WITH a AS (SELECT id, CAST(note AS INTEGER) AS n FROM {orders}), b AS (SELECT * FROM a WHERE n > 1) SELECT * FROM b WHERE id < 50
WITH a AS (SELECT id, CAST(note AS INTEGER) AS n FROM {orders}) SELECT x.id FROM a AS x JOIN a AS y ON x.n = y.id WHERE x.n > 2
SELECT * FROM {orders} o, LATERAL (SELECT CAST(o.note AS INTEGER) AS n) AS l WHERE l.n > 2
SELECT c.id, l.id FROM {customers} c, LATERAL (SELECT * FROM {orders} o WHERE o.z = c.z AND CAST(o.note AS INTEGER) > 0) AS l
SELECT c.id, l.id FROM {customers} c LEFT JOIN LATERAL (SELECT id FROM {orders} o WHERE o.customer_id = c.id ORDER BY 10 DIV o.z, id LIMIT 2) AS l ON TRUE
SELECT sum(CASE WHEN z = 0 THEN 1 DIV z ELSE 1 END) AS s FROM {orders}
SELECT max(CAST(note AS INTEGER)) AS m, min(10 DIV z) AS n FROM {orders}
SELECT sum(big) AS s FROM {orders}
SELECT count(*) FILTER (WHERE 10 DIV z > 2) AS n FROM {orders}
SELECT string_agg(note, ',' ORDER BY id) AS s FROM {orders}
SELECT id FROM {orders} ORDER BY CAST(note AS INTEGER), id LIMIT 4
SELECT id FROM {orders} WHERE id > 2 ORDER BY 10 DIV z DESC, id LIMIT 3 OFFSET 2
-- sub-queries
SELECT id FROM {customers} c WHERE (SELECT id FROM {orders} o WHERE o.customer_id = c.id AND o.tenant <> 1) IS NULL
SELECT id FROM {customers} c WHERE (SELECT count(*) FROM {orders} o WHERE o.customer_id = c.id) > 1
SELECT id, (SELECT max(id) FROM {orders}) AS m FROM {customers}
SELECT id FROM {customers} c WHERE EXISTS (SELECT 1 FROM {orders} o WHERE o.tenant = 2 AND o.customer_id = c.id)
SELECT id FROM {customers} c WHERE NOT EXISTS (SELECT 1 FROM {orders} o WHERE o.customer_id = c.id)
SELECT id FROM {customers} WHERE id IN (SELECT customer_id FROM {orders} WHERE 10 DIV z > 2)
SELECT id FROM {customers} WHERE id NOT IN (SELECT customer_id FROM {orders})
SELECT id FROM {customers} WHERE id >= ALL (SELECT customer_id FROM {orders} WHERE tenant = 2)
SELECT id FROM {customers} WHERE id = ANY (SELECT CAST(note AS INTEGER) FROM {orders})
SELECT id FROM {customers} c WHERE c.z = (SELECT max(10 DIV o.z) FROM {orders} o WHERE o.customer_id = c.id)
SELECT (SELECT count(*) FROM {orders} WHERE tenant = 2) AS others
SELECT CASE WHEN EXISTS (SELECT 1 FROM {orders} WHERE bad) THEN 1 ELSE 0 END AS there
SELECT CASE WHEN (SELECT count(*) FROM {orders} WHERE tenant = 3) > 0 THEN CAST('yes' AS INTEGER) ELSE 0 END AS there
-- sets and recursion
SELECT id FROM {orders} UNION SELECT id FROM {customers}
SELECT id FROM {customers} EXCEPT SELECT id FROM {orders}
SELECT id FROM {orders} INTERSECT SELECT id FROM {customers}
SELECT id FROM {orders} WHERE 10 DIV z > 2 UNION ALL SELECT id FROM {customers} WHERE 10 DIV z > 2
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 20) SELECT r.n FROM r JOIN {orders} o ON o.id = r.n
WITH RECURSIVE r AS (SELECT min(id) AS n FROM {orders} UNION ALL SELECT o.id FROM r JOIN {orders} o ON o.id = r.n + 1) SELECT n FROM r
-- counting and statistics
SELECT count(*) FROM {orders}
SELECT count(DISTINCT tenant) AS n FROM {orders}
SELECT min(id) AS a, max(id) AS b FROM {orders}
SELECT tenant, count(*) AS n FROM {orders} GROUP BY ROLLUP (tenant)
SELECT tenant, status, count(*) AS n FROM {orders} GROUP BY GROUPING SETS ((tenant), (status), ())
SELECT approx_count_distinct(tenant) AS n FROM {orders}
SELECT id, count(*) OVER () AS n FROM {orders}
SELECT id, lag(id) OVER (ORDER BY id) AS before FROM {orders}
SELECT id, rank() OVER (ORDER BY amount) AS r FROM {orders}
SELECT id FROM {orders} LIMIT 1000
SELECT id FROM {orders} ORDER BY id LIMIT 3
SELECT id FROM {orders} ORDER BY id DESC LIMIT 3 OFFSET 1
SELECT count(*) AS n FROM {orders} TABLESAMPLE BERNOULLI (100)
SELECT count(*) AS n FROM (SELECT * FROM {orders} LIMIT 1000) d
SELECT * FROM (SELECT tenant, qty FROM {orders}) PIVOT (count(*) AS n FOR tenant IN (0, 1, 2, 3))
SELECT * FROM {orders} WHERE tenant <> 1
SELECT * FROM {orders} WHERE bad OR tenant IN (0, 2, 3)
SELECT * FROM {orders} WHERE TRUE OR tenant = 2
SELECT * FROM {orders} WHERE bad IS NOT NULL
SELECT * FROM {customers} WHERE credit > 10 OR credit IS NULL
SELECT * FROM {items} WHERE price > 0 AND order_id > 140
-- words of the grant's own names
WITH orders AS (SELECT 1 AS id) SELECT id FROM orders
WITH orders AS (SELECT id, tenant FROM {orders}) SELECT id FROM orders WHERE tenant = 2
WITH rows AS (SELECT * FROM {orders}) SELECT count(*) FROM rows
SELECT "TENANT" AS "Tenant", orders.id FROM {orders} AS orders WHERE orders."tenant" > 0
SELECT o.tenant AS bad, o.bad AS tenant FROM {orders} o WHERE o.bad OR o.tenant = 2
SELECT id AS tenant FROM {orders} WHERE tenant = 2
SELECT 1 AS tenant, count(*) AS n FROM {orders} HAVING count(*) > 0
