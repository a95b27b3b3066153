-- everything of a table
SELECT * FROM shop.orders

-- aggregate over a constant
SELECT sum(1), count(*), count(1), min('x') FROM shop.orders

-- FILTER
SELECT status, count(*) FILTER (WHERE paid) AS c, sum(amount) FILTER (WHERE amount > 100) AS s FROM shop.orders GROUP BY status

-- ordered array_agg
SELECT customer_id, array_agg(id ORDER BY id DESC) AS ids FROM shop.orders GROUP BY customer_id

-- string_agg with order and distinct
SELECT string_agg(DISTINCT status, ',' ORDER BY status) AS s, string_agg(status, '-' ORDER BY id) AS t FROM shop.orders

-- string_agg by another order
SELECT string_agg(name, ';' ORDER BY id DESC) AS names FROM shop.customers
-- DuckDB
SELECT string_agg(name, ';' ORDER BY id DESC) AS names FROM shop.customers

-- approximate distinct
SELECT approx_count_distinct(customer_id) AS c FROM shop.orders

-- averages
SELECT avg(customer_id), avg(amount), avg(price), avg(small) FROM shop.orders

-- several count distinct
SELECT count(DISTINCT customer_id), count(DISTINCT status), sum(DISTINCT customer_id), avg(DISTINCT small) FROM shop.orders

-- nested aggregates in derived tables
SELECT max(c), avg(s) FROM (SELECT customer_id, count(*) AS c, sum(amount) AS s FROM shop.orders GROUP BY customer_id) AS x

-- group by an expression
SELECT id % 3 AS k, count(*) AS c FROM shop.orders GROUP BY id % 3

-- group by a constant
SELECT 'x' AS k, count(*) AS c FROM shop.orders GROUP BY 'x'

-- group by a constant over no rows
SELECT 1 + 1 AS k, count(*) AS c FROM shop.orders WHERE id < 0 GROUP BY 1 + 1

-- group by an alias
SELECT extract(month FROM day) AS m, count(*) AS c FROM shop.orders GROUP BY m

-- group by an ordinal
SELECT status, paid, count(*) AS c FROM shop.orders GROUP BY 1, 2

-- group by without aggregates
SELECT customer_id FROM shop.orders GROUP BY customer_id

-- having
SELECT customer_id, sum(amount) AS s FROM shop.orders GROUP BY customer_id HAVING sum(amount) > 300 AND count(*) > 2

-- having without group by
SELECT 1 AS one FROM shop.orders HAVING count(*) > 5

-- having that nobody fulfils
SELECT max(id) AS m FROM shop.orders HAVING count(*) > 5000

-- global aggregate over nothing
SELECT count(*), sum(id), max(status) FROM shop.orders WHERE id < 0

-- only that there is a group
SELECT 7 AS seven FROM (SELECT count(*) AS c FROM shop.orders) AS x

-- distinct
SELECT DISTINCT status, paid FROM shop.orders

-- distinct over expressions with order
SELECT DISTINCT id % 4 AS k FROM shop.orders ORDER BY k DESC

-- distinct below a filter
SELECT k FROM (SELECT DISTINCT id % 4 AS k, status FROM shop.orders) AS d WHERE k > 1

-- count of distinct rows
SELECT count(*) FROM (SELECT DISTINCT customer_id, paid FROM shop.orders) AS d

-- rollup
SELECT status, paid, count(*) AS c, grouping(status) AS g FROM shop.orders GROUP BY ROLLUP (status, paid)

-- cube
SELECT status, paid, sum(id) AS s, grouping(status, paid) AS g FROM shop.orders GROUP BY CUBE (status, paid)

-- grouping sets
SELECT status, customer_id, count(*) AS c FROM shop.orders GROUP BY GROUPING SETS ((status), (customer_id), ())

-- grouping sets over expressions
SELECT id % 2 AS k, upper(status) AS u, count(*) AS c FROM shop.orders GROUP BY GROUPING SETS ((id % 2), (upper(status)))

-- percentiles
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY price) AS m, percentile_disc(0.25) WITHIN GROUP (ORDER BY id DESC) AS d FROM shop.orders

-- percentiles by group
SELECT status, percentile_cont(0.9) WITHIN GROUP (ORDER BY amount) AS m FROM shop.orders GROUP BY status
-- DuckDB
SELECT status, percentile_cont(0.9) WITHIN GROUP (ORDER BY CAST(amount AS DOUBLE)) AS m FROM shop.orders GROUP BY status

-- min and max of text and dates
SELECT min(name), max(name), min(since), max(since) FROM shop.customers

-- statistics
SELECT stddev_samp(price), var_pop(price), corr(price, id), covar_pop(price, id) FROM shop.orders

-- correlated exists under or
SELECT id FROM shop.customers AS c WHERE country = 'FR' OR EXISTS (SELECT 1 FROM shop.orders AS o WHERE o.customer_id = c.id AND o.paid)

-- not exists
SELECT id FROM shop.customers AS c WHERE NOT EXISTS (SELECT * FROM shop.orders AS o WHERE o.customer_id = c.id)

-- correlated scalar
SELECT c.id, (SELECT max(o.amount) FROM shop.orders AS o WHERE o.customer_id = c.id) AS m FROM shop.customers AS c

-- correlated scalar with count
SELECT c.id, (SELECT count(*) FROM shop.orders AS o WHERE o.customer_id = c.id) AS n FROM shop.customers AS c

-- correlated scalar in WHERE
SELECT o.id FROM shop.orders AS o WHERE o.amount > (SELECT avg(i.amount) FROM shop.orders AS i WHERE i.customer_id = o.customer_id)

-- correlated over a computed column
SELECT x.k, (SELECT count(*) FROM shop.orders AS o WHERE o.id % 5 = x.k) AS n FROM (SELECT id + 1 AS k FROM shop.customers) AS x

-- correlated over a group
SELECT x.customer_id, (SELECT name FROM shop.customers AS c WHERE c.id = x.customer_id) AS n, x.c FROM (SELECT customer_id, count(*) AS c FROM shop.orders GROUP BY customer_id) AS x WHERE EXISTS (SELECT 1 FROM shop.customers AS d WHERE d.id < x.c)

-- correlated two levels deep
SELECT c.id FROM shop.customers AS c WHERE EXISTS (SELECT 1 FROM shop.orders AS o WHERE o.customer_id = c.id AND o.amount = (SELECT max(i.amount) FROM shop.orders AS i WHERE i.customer_id = c.id AND i.id >= o.id))

-- IN
SELECT id FROM shop.orders WHERE customer_id IN (SELECT id FROM shop.customers WHERE country = 'GB')

-- IN with several columns
SELECT id FROM shop.orders WHERE (customer_id, status) IN (SELECT customer_id, status FROM shop.orders WHERE id < 4)

-- IN with rows of values
SELECT id FROM shop.orders WHERE (customer_id, small) IN ((1, 1), (2, 2), (3, 10))

-- NOT IN
SELECT id FROM shop.customers WHERE id NOT IN (SELECT customer_id FROM shop.orders WHERE customer_id IS NOT NULL)

-- NOT IN with NULLs
SELECT id FROM shop.customers WHERE id NOT IN (SELECT customer_id FROM shop.orders)

-- IN as a value
SELECT id, customer_id IN (1, 2, NULL) AS a, customer_id IN (SELECT id FROM shop.customers) AS b FROM shop.orders

-- NOT IN with values
SELECT id FROM shop.orders WHERE status NOT IN ('new', 'x') AND id NOT IN (1, 2, 3)

-- SOME, ANY, ALL
SELECT id, id > ANY (SELECT id FROM shop.customers) AS a, id >= ALL (SELECT id FROM shop.customers WHERE id < 4) AS b, id = SOME (SELECT id FROM shop.customers) AS c, id <> ALL (SELECT id FROM shop.customers) AS d FROM shop.orders

-- semi-join of a table with itself
SELECT o.id FROM shop.orders AS o WHERE o.customer_id IN (SELECT customer_id FROM shop.orders WHERE amount > 250)

-- limit inside a sub-query
SELECT id FROM shop.orders WHERE id IN (SELECT id FROM shop.orders ORDER BY id DESC LIMIT 3)

-- scalar sub-query without rows
SELECT (SELECT id FROM shop.orders WHERE id < 0) AS n, (SELECT max(id) FROM shop.customers) AS m

-- sub-query in CASE, in an argument and in ORDER BY
SELECT id, CASE WHEN id > (SELECT avg(id) FROM shop.orders) THEN 'high' ELSE 'low' END AS h FROM shop.orders ORDER BY (SELECT max(id) FROM shop.customers) - id

-- sub-query in HAVING
SELECT status, count(*) AS c FROM shop.orders GROUP BY status HAVING count(*) > (SELECT count(*) FROM shop.customers)

-- array of a sub-query
SELECT c.id, ARRAY(SELECT o.id FROM shop.orders AS o WHERE o.customer_id = c.id ORDER BY o.id DESC) AS ids FROM shop.customers AS c WHERE c.id < 4

-- the same sub-query twice
SELECT a.status, a.c, b.c AS d FROM (SELECT status, count(*) AS c FROM shop.orders GROUP BY status) AS a JOIN (SELECT status, count(*) AS c FROM shop.orders GROUP BY status) AS b ON a.status = b.status

-- inner join
SELECT o.id, c.name FROM shop.orders AS o JOIN shop.customers AS c ON o.customer_id = c.id

-- left join with a constant on the right
SELECT o.id, x.one FROM shop.orders AS o LEFT JOIN (SELECT id, 1 AS one FROM shop.customers) AS x ON o.customer_id = x.id

-- right join
SELECT o.id, c.id AS cid FROM shop.orders AS o RIGHT JOIN shop.customers AS c ON o.customer_id = c.id AND o.amount > 100

-- full join
SELECT o.id, c.id AS cid FROM shop.orders AS o FULL JOIN shop.customers AS c ON o.customer_id = c.id

-- full join over filtered sides
SELECT o.id, c.id AS cid, c.one FROM (SELECT * FROM shop.orders WHERE id < 9) AS o FULL JOIN (SELECT id, 1 AS one FROM shop.customers WHERE id > 2) AS c ON o.customer_id = c.id

-- cross join
SELECT a.id, b.id AS bid FROM shop.customers AS a CROSS JOIN shop.customers AS b

-- comma join with filter
SELECT o.id, c.name FROM shop.orders o, shop.customers c WHERE o.customer_id = c.id AND c.country = 'GB' AND o.amount BETWEEN 50 AND 250

-- join on an inequality
SELECT a.id, b.id AS bid FROM shop.customers AS a JOIN shop.customers AS b ON a.id < b.id

-- left join on an inequality
SELECT a.id, b.id AS bid FROM shop.customers AS a LEFT JOIN shop.customers AS b ON a.id < b.id AND b.country = 'TR'

-- join with USING and equal names
SELECT id, a.name, b.country FROM shop.customers AS a JOIN shop.customers AS b USING (id)

-- full join with USING
SELECT id, x.a, y.b FROM (SELECT id, name AS a FROM shop.customers WHERE id < 4) AS x FULL JOIN (SELECT id, country AS b FROM shop.customers WHERE id > 2) AS y USING (id)

-- natural join
SELECT * FROM (SELECT id, name FROM shop.customers) AS x NATURAL JOIN (SELECT id, since FROM shop.customers) AS y

-- three joins with brackets
SELECT a.id, b.id AS b, c.id AS c FROM shop.customers AS a LEFT JOIN (shop.customers AS b JOIN shop.customers AS c ON b.country = c.country AND b.id < c.id) ON a.id = b.id

-- lateral with limit
SELECT c.id, o.id AS oid FROM shop.customers AS c CROSS JOIN LATERAL (SELECT id FROM shop.orders AS o WHERE o.customer_id = c.id ORDER BY o.id DESC LIMIT 2) AS o

-- left lateral
SELECT c.id, o.m, o.one FROM shop.customers AS c LEFT JOIN LATERAL (SELECT max(amount) AS m, 1 AS one FROM shop.orders AS o WHERE o.customer_id = c.id HAVING count(*) > 0) AS o ON TRUE

-- asof join
SELECT t.symbol, t.moment, q.bid FROM shop.trades AS t ASOF JOIN shop.quotes AS q MATCH_CONDITION q.moment <= t.moment ON t.symbol = q.symbol
-- DuckDB
SELECT t.symbol, t.moment, q.bid FROM shop.trades AS t ASOF JOIN shop.quotes AS q ON t.symbol = q.symbol AND t.moment >= q.moment

-- left asof join
SELECT t.symbol, t.moment, q.bid FROM shop.trades AS t LEFT ASOF JOIN shop.quotes AS q MATCH_CONDITION q.moment <= t.moment ON t.symbol = q.symbol
-- DuckDB
SELECT t.symbol, t.moment, q.bid FROM shop.trades AS t ASOF LEFT JOIN shop.quotes AS q ON t.symbol = q.symbol AND t.moment >= q.moment

-- join with values
SELECT c.id, v.word FROM shop.customers AS c JOIN (VALUES (1, 'one'), (2, 'two'), (3, NULL)) AS v(n, word) ON c.id = v.n

-- duplicate column names
SELECT * FROM shop.customers AS a JOIN shop.customers AS b ON a.id = b.id

-- duplicate column names in a derived table
SELECT x.id, x.a FROM (SELECT a.id, a.name AS a, b.country AS "A b" FROM shop.customers AS a, shop.customers AS b WHERE a.id = b.id) AS x

-- unnest of a column
SELECT o.id, t.tag FROM shop.orders AS o CROSS JOIN UNNEST(o.tags) AS t(tag)

-- unnest of a column with a comma
SELECT o.id, t.tag FROM shop.orders AS o, UNNEST(o.tags) AS t(tag) WHERE t.tag <> 'tag0'

-- left join of an unnested column
SELECT o.id, t.tag FROM shop.orders AS o LEFT JOIN UNNEST(o.tags) AS t(tag) ON TRUE

-- unnest of a constant
SELECT x FROM UNNEST(ARRAY[3, 1, 2]) AS t(x) ORDER BY x

-- unnest in a sub-query
SELECT id FROM shop.events AS e WHERE 7 IN (SELECT x FROM UNNEST(e.numbers) AS t(x))

-- union all
SELECT id FROM shop.orders WHERE id < 4 UNION ALL SELECT id FROM shop.customers

-- union all of three with different types
SELECT id, 'o' AS k FROM shop.orders UNION ALL SELECT small, status FROM shop.orders UNION ALL SELECT 1.5, NULL FROM shop.customers

-- union
SELECT customer_id FROM shop.orders UNION SELECT id FROM shop.customers

-- except and intersect
(SELECT customer_id FROM shop.orders EXCEPT SELECT id FROM shop.customers) UNION ALL (SELECT customer_id FROM shop.orders INTERSECT SELECT id FROM shop.customers)

-- except all and intersect all
SELECT status FROM shop.orders EXCEPT ALL SELECT country FROM shop.customers

-- set operation with order and limit
SELECT id FROM shop.orders UNION ALL SELECT id FROM shop.customers ORDER BY id DESC LIMIT 5 OFFSET 2

-- branches with order and limit
(SELECT id FROM shop.orders ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM shop.orders ORDER BY id DESC LIMIT 2)

-- set operation below a join
SELECT u.id, c.name FROM (SELECT customer_id AS id FROM shop.orders UNION SELECT 9) AS u LEFT JOIN shop.customers AS c ON u.id = c.id

-- a CTE used twice
WITH s AS (SELECT customer_id, sum(amount) AS total FROM shop.orders GROUP BY customer_id) SELECT * FROM s WHERE total = (SELECT max(total) FROM s)

-- CTEs that read each other
WITH a AS (SELECT id, country FROM shop.customers), b AS (SELECT country, count(*) AS c FROM a GROUP BY country) SELECT a.id, b.c FROM a JOIN b ON a.country = b.country WHERE b.c > (SELECT min(c) FROM b)

-- recursive CTE
WITH RECURSIVE r(n, f) AS (SELECT 1, CAST(1 AS BIGINT) UNION ALL SELECT n + 1, f * (n + 1) FROM r WHERE n < 10) SELECT * FROM r

-- recursive CTE over a table
WITH RECURSIVE up(id, depth) AS (SELECT id, 0 FROM shop.customers WHERE id = 1 UNION ALL SELECT c.id, up.depth + 1 FROM shop.customers AS c JOIN up ON c.id = up.id + 1) SELECT * FROM up ORDER BY depth

-- recursive CTE with UNION
WITH RECURSIVE r(n) AS (SELECT 1 UNION SELECT (n + 3) % 7 FROM r) SELECT n FROM r

-- recursive CTE used twice
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 4) SELECT a.n, b.n AS m FROM r AS a JOIN r AS b ON a.n < b.n

-- values
VALUES (1, 'a'), (2, 'bcd'), (3, NULL)

-- values in FROM
SELECT b, a FROM (VALUES (1, 'a'), (2, NULL)) AS t(a, b) WHERE a > 1

-- no FROM
SELECT 1 AS a, 'x' AS b, NULL AS c, 1.50 AS d, TRUE AS e, -7 AS f

-- one row of values with WHERE
SELECT 1 AS a FROM (VALUES (1)) AS t(x) WHERE x > 2

-- aggregate without FROM
SELECT count(*), max(3) AS m

-- ranks
SELECT id, rank() OVER (ORDER BY customer_id) AS r, dense_rank() OVER (ORDER BY customer_id DESC) AS d, row_number() OVER (PARTITION BY status ORDER BY id) AS n, ntile(4) OVER (ORDER BY id) AS q, percent_rank() OVER (ORDER BY customer_id) AS p, cume_dist() OVER (ORDER BY customer_id) AS c FROM shop.orders

-- lag and lead
SELECT id, lag(amount) OVER (ORDER BY id) AS a, lead(amount, 2, 0) OVER (PARTITION BY status ORDER BY id) AS b FROM shop.orders

-- first, last and nth value
SELECT id, first_value(id) OVER w AS f, last_value(id) OVER w AS l, nth_value(id, 2) OVER w AS n FROM shop.orders WINDOW w AS (PARTITION BY customer_id ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)

-- ignore nulls
SELECT id, lag(amount) IGNORE NULLS OVER (ORDER BY id) AS a, first_value(customer_id) IGNORE NULLS OVER (ORDER BY id DESC) AS f FROM shop.orders
-- DuckDB
SELECT id, lag(amount IGNORE NULLS) OVER (ORDER BY id) AS a, first_value(customer_id IGNORE NULLS) OVER (ORDER BY id DESC) AS f FROM shop.orders

-- frames by rows
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS s, count(*) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS c FROM shop.orders

-- frames by range
SELECT id, sum(id) OVER (ORDER BY customer_id) AS s, avg(price) OVER (ORDER BY id RANGE BETWEEN 2 PRECEDING AND 2 FOLLOWING) AS a FROM shop.orders

-- frames by range of time
SELECT id, count(*) OVER (ORDER BY day RANGE BETWEEN INTERVAL '3' DAY PRECEDING AND CURRENT ROW) AS c FROM shop.orders

-- exclusions
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE CURRENT ROW) AS s FROM shop.orders

-- aggregates over windows
SELECT id, sum(amount) OVER (PARTITION BY customer_id) AS s, avg(id) OVER () AS a, min(status) OVER (PARTITION BY paid) AS m, sum(small) OVER (ORDER BY id) AS t FROM shop.orders

-- window over an aggregate
SELECT status, count(*) AS c, sum(count(*)) OVER () AS total, rank() OVER (ORDER BY count(*) DESC, status) AS r FROM shop.orders GROUP BY status

-- window over a window
SELECT id, sum(r) OVER (ORDER BY id) AS s FROM (SELECT id, rank() OVER (ORDER BY customer_id) AS r FROM shop.orders) AS x

-- window nested in an expression
SELECT id, amount / sum(amount) OVER (PARTITION BY customer_id) AS share, 1 + row_number() OVER (ORDER BY id) AS n FROM shop.orders

-- filter over a window
SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY id DESC) AS n FROM shop.orders) AS x WHERE n = 1

-- window in ORDER BY
SELECT id FROM shop.orders ORDER BY row_number() OVER (ORDER BY status DESC, id), id LIMIT 7

-- window result as a group key
SELECT n, count(*) AS c FROM (SELECT ntile(3) OVER (ORDER BY id) AS n FROM shop.orders) AS x GROUP BY n

-- distinct over a window
SELECT DISTINCT count(*) OVER (PARTITION BY status) AS c FROM shop.orders

-- QUALIFY
SELECT id, customer_id FROM shop.orders QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY amount DESC NULLS LAST, id) = 1

-- QUALIFY over groups
SELECT customer_id, count(*) AS c FROM shop.orders GROUP BY customer_id QUALIFY rank() OVER (ORDER BY count(*) DESC, customer_id) < 3

-- arrays
SELECT id, ARRAY[id, 2] AS a, ARRAY[1, 2, 3][2] AS b, tags[1] AS c, tags[9] AS d, cardinality(ARRAY[id, 1]) AS e FROM shop.orders
-- DuckDB
SELECT id, [id, 2] AS a, ([1, 2, 3])[2] AS b, tags[1] AS c, tags[9] AS d, 2 AS e FROM shop.orders

-- maps
SELECT id, scores['a'] AS a, scores['zzz'] AS z, MAP['x', 1, 'y', 2]['y'] AS y FROM shop.events
-- DuckDB
SELECT id, scores['a'] AS a, scores['zzz'] AS z, MAP {'x': 1, 'y': 2}['y'] AS y FROM shop.events

-- structs
SELECT id, e.place.x AS x, e.place.label AS label, e.place['x'] AS y FROM shop.events AS e

-- struct columns and whole structs
SELECT id, place FROM shop.events WHERE id < 3

-- rows
SELECT id FROM shop.orders WHERE (id, small) = (3, 3) OR (id, small) <> (small, id) AND id < 13

-- CASE and COALESCE
SELECT id, CASE status WHEN 'new' THEN 1 WHEN 'Paid' THEN 2 END AS a, coalesce(status, 'none') AS b, nullif(small, 3) AS c, coalesce(customer_id, small, 0) AS d FROM shop.orders

-- casts of numbers
SELECT CAST(price AS INTEGER), CAST(id AS DOUBLE), CAST(amount AS BIGINT), CAST(price AS DECIMAL(10, 3)), CAST(id AS VARCHAR), CAST(small AS DECIMAL(5, 1)), CAST(amount AS REAL), CAST('42' AS INTEGER), CAST(id AS TINYINT), CAST('1e3' AS DOUBLE) FROM shop.orders

-- casts of time
SELECT CAST(created_at AS DATE), CAST(day AS TIMESTAMP), CAST(created_at AS VARCHAR), CAST('2024-02-29' AS DATE), CAST('2024-02-29 10:11:12.5' AS TIMESTAMP), CAST(created_at AS TIME), CAST(day AS VARCHAR) FROM shop.orders

-- casts of booleans and text
SELECT CAST(small AS BOOLEAN), CAST('true' AS BOOLEAN), CAST(paid AS VARCHAR), CAST(NULL AS INTEGER), CAST(status AS VARCHAR(100)), id::VARCHAR, TRY_CAST(status AS INTEGER) FROM shop.orders

-- concatenation
SELECT status || '-' || coalesce(status, '?') AS a, 'it''s' || ' "q" ' || 'ÄÖ€😀' AS b FROM shop.orders

-- substring, trim, position, overlay
SELECT substring(name FROM 2 FOR 2), substring(name FROM 3), trim(BOTH 'a' FROM name), trim(LEADING 'A' FROM name), trim(TRAILING 'e' FROM name), trim(name), position('a' IN name) FROM shop.customers
-- DuckDB
SELECT substring(name FROM 2 FOR 2), substring(name FROM 3), trim(name, 'a'), ltrim(name, 'A'), rtrim(name, 'e'), trim(name, ' '), position('a' IN name) FROM shop.customers

-- overlay
SELECT overlay('abcdef' PLACING 'XY' FROM 3 FOR 1) AS a, overlay('abcdef' PLACING 'XY' FROM 3) AS b
-- DuckDB
SELECT 'abXYdef' AS a, 'abXYef' AS b

-- LIKE
SELECT name LIKE '%a%' AS a, name NOT LIKE 'A__' AS b, name ILIKE 'a%' AS c, status LIKE '%100!%' ESCAPE '!' AS d, name SIMILAR TO '(A|G).*' AS e FROM shop.customers, shop.orders WHERE shop.orders.id = 2 OR status LIKE 'it''s%'

-- LIKE in WHERE
SELECT id FROM shop.customers WHERE name LIKE '%da' AND name NOT LIKE 'Z%' AND lower(name) LIKE 'a%'

-- text functions
SELECT replace(status, 'a', 'o'), upper(name), lower(name), length(name) FROM shop.orders JOIN shop.customers ON customers.id = orders.customer_id

-- GREATEST and LEAST
SELECT greatest(id, small, 5), least(amount, 100) FROM shop.orders

-- booleans
SELECT id FROM shop.orders WHERE paid IS NOT TRUE AND (NOT paid) IS NOT FALSE AND (paid IS NULL OR paid = FALSE)

-- booleans as values
SELECT paid AND id > 3 AS a, paid OR id > 25 AS b, NOT paid AS c, paid IS TRUE AS d, paid IS FALSE AS e, paid IS UNKNOWN AS f FROM shop.orders
-- DuckDB
SELECT paid AND id > 3 AS a, paid OR id > 25 AS b, NOT paid AS c, paid IS TRUE AS d, paid IS FALSE AS e, paid IS NULL AS f FROM shop.orders

-- division
SELECT id / 4 AS a, amount / 3 AS b, price / 2 AS c, 1 / 3 AS d, 7 / 2.0 AS e, id / 0 AS f FROM shop.orders

-- integer division and remainder
SELECT id % 4 AS a, mod(id, 3) AS b, -7 % 3 AS c FROM shop.orders

-- arithmetic
SELECT id + small * 2 - 1 AS a, amount * 1.05 AS b, -amount AS c, +id AS d, amount * amount AS e, 2 - price AS f, small + 1 AS g FROM shop.orders

-- IS DISTINCT FROM
SELECT id FROM shop.orders WHERE status IS DISTINCT FROM 'new' AND customer_id IS NOT DISTINCT FROM NULL

-- BETWEEN
SELECT id FROM shop.orders WHERE day BETWEEN DATE '2024-02-01' AND DATE '2024-02-10' AND id NOT BETWEEN 5 AND 6 AND small BETWEEN 1 AND customer_id

-- lateral column aliases
SELECT id * 2 AS twice, twice + 1 AS next FROM shop.orders

-- intervals
SELECT day + INTERVAL '1' DAY AS a, day - INTERVAL '1' MONTH AS b, created_at + INTERVAL '90' MINUTE AS c, created_at - INTERVAL '2-3' YEAR TO MONTH AS d, created_at + INTERVAL '1 02:03:04.5' DAY TO SECOND AS e FROM shop.orders
-- DuckDB
SELECT CAST(day + INTERVAL 1 DAY AS DATE) AS a, CAST(day - INTERVAL 1 MONTH AS DATE) AS b, created_at + INTERVAL 90 MINUTE AS c, created_at - INTERVAL 27 MONTH AS d, created_at + INTERVAL 1 DAY + INTERVAL '02:03:04.5' AS e FROM shop.orders

-- intervals by columns
SELECT created_at + small * INTERVAL '1' DAY AS a, day + INTERVAL '1' MONTH * small AS b FROM shop.orders
-- DuckDB
SELECT created_at + small * INTERVAL 1 DAY AS a, CAST(day + INTERVAL 1 MONTH * small AS DATE) AS b FROM shop.orders

-- dates compared with intervals
SELECT id FROM shop.orders WHERE day <= DATE '2024-03-01' - INTERVAL '10' DAY AND created_at >= TIMESTAMP '2024-02-02 00:00:00' + INTERVAL '5' HOUR

-- timestampadd
SELECT TIMESTAMPADD(DAY, 3, created_at) AS a, TIMESTAMPADD(MONTH, small, day) AS b, TIMESTAMPADD(HOUR, -5, created_at) AS c, TIMESTAMPADD(YEAR, 1, day) AS d
FROM shop.orders
-- DuckDB
SELECT created_at + INTERVAL 3 DAY AS a, CAST(day + INTERVAL 1 MONTH * small AS DATE) AS b, created_at - INTERVAL 5 HOUR AS c, CAST(day + INTERVAL 1 YEAR AS DATE) AS d FROM shop.orders

-- timestampdiff
SELECT TIMESTAMPDIFF(DAY, TIMESTAMP '2024-01-01 12:00:00', created_at) AS a, TIMESTAMPDIFF(MONTH, DATE '2023-11-30', day) AS b, TIMESTAMPDIFF(SECOND, TIMESTAMP '2024-01-01 12:00:00', created_at) AS c, TIMESTAMPDIFF(HOUR, created_at, TIMESTAMP '2024-01-01 12:00:00') AS d, TIMESTAMPDIFF(YEAR, DATE '2020-03-01', day) AS e FROM shop.orders
-- DuckDB
SELECT datesub('day', TIMESTAMP '2024-01-01 12:00:00', created_at) AS a, datesub('month', DATE '2023-11-30', day) AS b, datesub('second', TIMESTAMP '2024-01-01 12:00:00', created_at) AS c, datesub('hour', created_at, TIMESTAMP '2024-01-01 12:00:00') AS d, datesub('year', DATE '2020-03-01', day) AS e FROM shop.orders

-- EXTRACT of every part
SELECT extract(year FROM created_at), extract(quarter FROM created_at), extract(month FROM day), extract(week FROM day), extract(day FROM created_at), extract(hour FROM created_at), extract(minute FROM created_at), extract(second FROM created_at), extract(dow FROM day), extract(isodow FROM day), extract(doy FROM day), extract(isoyear FROM day), extract(decade FROM day), extract(century FROM day), extract(millennium FROM day) FROM shop.orders

-- epoch
SELECT CAST(extract(epoch FROM created_at) AS BIGINT) AS e FROM shop.orders

-- truncation
SELECT floor(created_at TO MONTH) AS a, floor(day TO YEAR) AS b, ceil(created_at TO HOUR) AS c, floor(created_at TO WEEK) AS d FROM shop.orders
-- DuckDB
SELECT date_trunc('month', created_at) AS a, CAST(date_trunc('year', day) AS DATE) AS b, date_trunc('hour', created_at) + INTERVAL 1 HOUR AS c, date_trunc('week', created_at) AS d FROM shop.orders

-- floor and ceil of numbers
SELECT floor(price), ceil(price), floor(amount), ceil(amount), floor(-1.5) FROM shop.orders

-- literals of time
SELECT DATE '2024-02-29' AS a, TIMESTAMP '2024-02-29 12:34:56.789' AS b, TIME '01:02:03' AS c

-- current time is a timestamp of now
SELECT CURRENT_DATE >= DATE '2020-01-01' AS a, CURRENT_TIMESTAMP > TIMESTAMP '2020-01-01 00:00:00' AS b, LOCALTIMESTAMP > TIMESTAMP '2020-01-01 00:00:00' AS c

-- order by an expression
SELECT id, status FROM shop.orders ORDER BY id % 3, -id

-- nulls first and last
SELECT id, customer_id, amount FROM shop.orders ORDER BY customer_id NULLS FIRST, amount DESC NULLS LAST, id

-- nulls last when nothing is said
SELECT id, customer_id FROM shop.orders ORDER BY customer_id DESC, id
-- DuckDB
SELECT id, customer_id FROM shop.orders ORDER BY customer_id DESC NULLS LAST, id

-- order by a column that is not selected
SELECT status FROM shop.orders ORDER BY id DESC

-- order by an ordinal and an alias
SELECT id % 5 AS k, id FROM shop.orders ORDER BY 1 DESC, id

-- order by an aggregate
SELECT status FROM shop.orders GROUP BY status ORDER BY count(*) DESC, status NULLS FIRST

-- limit with offset
SELECT id FROM shop.orders ORDER BY id LIMIT 5 OFFSET 3

-- limit inside and outside
SELECT id FROM (SELECT id FROM shop.orders ORDER BY id DESC LIMIT 10) AS x ORDER BY id LIMIT 3

-- filter over a limit
SELECT id FROM (SELECT id FROM shop.orders ORDER BY id LIMIT 10) AS x WHERE id > 7

-- aggregate over a limit
SELECT count(*), sum(id) FROM (SELECT id FROM shop.orders ORDER BY id LIMIT 10) AS x

-- fetch first
SELECT id FROM shop.orders ORDER BY id OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY

-- limit zero
SELECT id FROM shop.orders LIMIT 0

-- pivot
SELECT * FROM (SELECT customer_id, status, amount FROM shop.orders) PIVOT (sum(amount) AS total, count(*) AS n FOR status IN ('new' AS fresh, 'Paid' AS paid))
-- DuckDB
SELECT customer_id, sum(amount) FILTER (WHERE status = 'new'), count(*) FILTER (WHERE status = 'new'), sum(amount) FILTER (WHERE status = 'Paid'), count(*) FILTER (WHERE status = 'Paid') FROM shop.orders GROUP BY customer_id

-- tablesample of everything
SELECT count(*) FROM shop.orders TABLESAMPLE BERNOULLI (100)
-- DuckDB
SELECT count(*) FROM shop.orders

-- SELECT * EXCLUDE
SELECT * EXCLUDE (tags, price) FROM shop.orders

-- SELECT * REPLACE
SELECT * REPLACE (upper(status) AS status) FROM shop.orders

-- reserved words and odd names
SELECT "select" FROM (SELECT id AS "select", name AS "a ""quoted"" name" FROM shop.customers) AS "from" WHERE "a ""quoted"" name" IS NOT NULL

-- deep nesting
SELECT a + b AS c FROM (SELECT x + 1 AS a, x AS b FROM (SELECT id * 2 AS x FROM (SELECT id FROM shop.orders WHERE id > 3) AS p) AS q) AS r WHERE a > 10
