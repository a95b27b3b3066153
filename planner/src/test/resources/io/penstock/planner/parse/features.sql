-- Every feature that must be understood, each in a statement of its own. Parsed, validated and converted by FeaturesTest.

-- Aggregation
select count(*), sum(1), max('x') from shop.orders;
select sum(amount) filter (where paid) from shop.orders;
select array_agg(id order by price desc) from shop.orders;
select string_agg(status, ',' order by id) from shop.orders;
select approx_count_distinct(id) from shop.orders;
select array_agg(id) from shop.orders;
select avg(id), avg(amount), avg(customer_id) from shop.orders;
select count(distinct id), count(distinct status), count(distinct customer_id) from shop.orders;
select max(n) from (select status, count(*) n from shop.orders group by status) t;
select max(n) from (select status, count(*) n from shop.orders group by status);
select extract(year from day), count(*) from shop.orders group by extract(year from day);
select count(*) from shop.orders group by 'a';
select upper(status) as s, count(*) from shop.orders group by s;
select upper(status) as s, count(*) from shop.orders group by 1 order by 2 desc;
select status, count(*) c from shop.orders group by status having count(*) > 1;
select distinct status, paid from shop.orders;
select status, paid, count(*) from shop.orders group by rollup(status, paid);
select status, paid, grouping(status), grouping(status, paid), count(*) from shop.orders group by cube(status, paid);
select status, paid, count(*) from shop.orders group by grouping sets ((status), (paid), ());
select percentile_cont(0.5) within group (order by price) from shop.orders;
select percentile_disc(0.5) within group (order by id) from shop.orders;

-- Sub-queries
select * from shop.customers c where c.country = 'x' or exists (select 1 from shop.orders o where o.customer_id = c.id);
select c.name, (select max(amount) from shop.orders o where o.customer_id = c.id) from shop.customers c;
select c.name, (select count(*) from shop.orders o where o.customer_id = c.id) n from shop.customers c;
select * from shop.orders where (id, customer_id) in (select id, id from shop.customers);
select * from shop.orders where (id, customer_id) in ((1,2),(3,4));
select * from shop.orders where customer_id not in (select id from shop.customers);
select * from shop.orders where customer_id not in (1, 2, null);
select * from shop.orders where id > some (select id from shop.customers);
select * from shop.orders where id > any (select id from shop.customers);
select * from shop.orders where id <= all (select id from shop.customers);
select * from shop.orders where id = any (array[1,2,3]);
select * from shop.orders o where exists (select 1 from shop.orders p where p.customer_id = o.customer_id and p.id <> o.id);
select * from shop.orders where id in (select id from shop.customers order by since limit 3);

-- Joins
select * from shop.orders o left join shop.customers c on o.customer_id = c.id;
select * from shop.orders o right join shop.customers c on o.customer_id = c.id;
select * from shop.orders o full outer join shop.customers c on o.customer_id = c.id;
select * from shop.orders o cross join shop.customers c;
select * from shop.orders o, shop.customers c where o.customer_id = c.id;
select * from shop.orders o join shop.customers c using (id);
select id, o.id, c.id from shop.orders o join shop.customers c using (id);
select * from shop.orders natural join shop.customers;
select c.name, t.id from shop.customers c, lateral (select o.id from shop.orders o where o.customer_id = c.id order by o.id limit 2) t;
select c.name, t.id from shop.customers c cross join lateral (select o.id from shop.orders o where o.customer_id = c.id order by o.id limit 2) t;
select c.name, t.id from shop.customers c left join lateral (select o.id from shop.orders o where o.customer_id = c.id order by o.id limit 2) t on true;
select c.name, o.id from shop.customers c asof join shop.orders o match_condition c.since >= o.day on c.id = o.customer_id;
select c.name, o.id from shop.customers c left asof join shop.orders o match_condition c.since >= o.day on c.id = o.customer_id;
select * from shop.customers c join (values (1, 'a'), (2, 'b')) as v(id, x) on v.id = c.id;
select c.id, c.id, o.id from shop.orders o join shop.customers c on true;
select o.id, t.tag from shop.orders o, unnest(o.tags) as t(tag);
select o.id, tag from shop.orders o cross join unnest(o.tags) as tag;
select o.id, t from shop.orders o, unnest(o.tags) as t;
select * from unnest(array[1,2,3]) as t(x);
select * from unnest(array[1,2,3]) with ordinality as t(x, i);
select o.id, t.tag from shop.orders o left join unnest(o.tags) as t(tag) on true;

-- Set operations and common tables
select id from shop.orders union all select id from shop.customers;
select id from shop.orders union select id from shop.customers order by 1 limit 3;
select id from shop.orders except select id from shop.customers;
select id from shop.orders intersect select id from shop.customers;
select id from shop.orders except all select id from shop.customers;
with t as (select id, status from shop.orders) select a.id from t a join t b on a.id = b.id;
with a as (select 1 x), b as (select x + 1 y from a) select * from a, b;
with recursive r(n) as (select 1 union all select n + 1 from r where n < 10) select sum(n) from r;
with recursive r as (select 1 as n union all select n + 1 from r where n < 10) select sum(n) from r;
with recursive r(n) as (values (1) union select n + 1 from r where n < 10) select sum(n) from r;
values (1, 'a'), (2, 'b');
select * from (values (1, 'a'), (2, 'bcd')) as t(n, s);

-- Windows
select row_number() over (order by id), rank() over (partition by status order by id), dense_rank() over (order by id), percent_rank() over (order by id), cume_dist() over (order by id), ntile(4) over (order by id) from shop.orders;
select lag(id) over (order by id), lag(id, 2) over (order by id), lead(id, 1, 0) over (order by id) from shop.orders;
select first_value(id) over w, last_value(id) over w, nth_value(id, 2) over w from shop.orders window w as (partition by status order by id rows between unbounded preceding and unbounded following);
select sum(amount) over (order by day range between interval '7' day preceding and current row) from shop.orders;
select sum(amount) over (order by day range between interval 7 day preceding and current row) from shop.orders;
select avg(price) over (order by id rows between 3 preceding and 1 following) from shop.orders;
select status, sum(count(*)) over (order by status) from shop.orders group by status;
select status, rank() over (order by count(*) desc) from shop.orders group by status;
select max(rn) over () from (select row_number() over (order by id) rn from shop.orders) t;
select 1 + row_number() over (order by id) * 2 from shop.orders;
select id from shop.orders qualify row_number() over (partition by status order by id) = 1;
select id, row_number() over (partition by status order by id) rn from shop.orders qualify rn = 1;
select sum(id) filter (where paid) over (partition by status) from shop.orders;
select lag(id) ignore nulls over (order by id) from shop.orders;

-- Expressions
select array[1,2,3], array['a','b'][1], cardinality(array[1,2]), tags[1] from shop.orders;
select [1,2,3];
select map['a', 1, 'b', 2], map['a', 1]['a'];
select row(1, 'a'), (1, 'a');
select cast(row(1, 'a') as row(x integer, y varchar)).x;
select json_value('{"a": 1}', '$.a'), json_query('{"a": 1}', '$.a'), json_exists('{"a":1}', '$.a');
select json_object('a': 1, 'b': 2), json_object(key 'a' value 1), json_array(1, 2);
select case when paid then 1 else 0 end, case status when 'a' then 1 end, coalesce(status, 'x'), nullif(status, 'x') from shop.orders;
select if(paid, 1, 0) from shop.orders;
select cast(id as varchar), cast('1' as integer), cast(price as decimal(10,2)), cast('2020-01-01' as date), id::varchar, '2020-01-01'::date, price::double precision, id::text, id::bigint from shop.orders;
select try_cast('x' as integer);
select 'a' || 'b', concat('a', 'b', 'c');
select substring(status from 2 for 3), substring(status, 2), substr(status, 2, 3), left(status, 1), right(status, 1) from shop.orders;
select * from shop.orders where status like 'a!_%' escape '!' or status not like 'b%' or status ilike 'A%' or status similar to 'a|b';
select replace(status, 'a', 'b'), greatest(1, 2), least(1, 2) from shop.orders;
select 5 / 2, 5 % 2, mod(5, 2), 5.0 / 2, div(5, 2), 5 // 2;
select 5 div 2;
select bitand(1, 2), bit_and(id) from shop.orders;
select true and not false or null, paid is true, paid is not false, paid is unknown from shop.orders;
select amount / 3, amount * amount, amount / id, sum(amount) / count(*) from shop.orders group by amount, id;
select * from shop.orders where status is distinct from 'a' and status is not distinct from null;
select * from shop.orders where day between date '2020-01-01' and date '2020-01-31';
select * from shop.orders where day between '2020-01-01' and '2020-01-31';
select * from shop.orders where day >= '2020-01-01';
select id + 1 as a, a * 2 as b from shop.orders;
select a * 2 as b, id + 1 as a from shop.orders;
select id + 1 as a from shop.orders where a > 3;

-- Time
select day + interval '3' day, day - interval '1' month, created_at + interval '5' second, created_at - interval '1' hour from shop.orders;
select interval 3 day, created_at + interval 1 hour, now() - interval 1 day from shop.orders;
select day + interval '3 days', created_at - interval '1 hour 30 minutes' from shop.orders;
select day + 3, day - 1, day - date '2020-01-01' from shop.orders;
select created_at - created_at from shop.orders;
select timestampadd(day, 3, created_at), timestampdiff(day, created_at, current_timestamp) from shop.orders;
select extract(year from created_at), extract(quarter from day), extract(month from day), extract(week from day), extract(dow from day), extract(isodow from day), extract(doy from day), extract(hour from created_at), extract(minute from created_at), extract(second from created_at), extract(epoch from created_at), extract(millisecond from created_at), extract(microsecond from created_at), extract(century from day), extract(decade from day), extract(isoyear from day), extract(millennium from day) from shop.orders;
select year(day), month(day), dayofmonth(day), hour(created_at), minute(created_at), second(created_at), quarter(day), week(day), dayofweek(day), dayofyear(day) from shop.orders;
select date_trunc('month', created_at), floor(created_at to month), ceil(day to year) from shop.orders;
select date_part('hour', created_at) from shop.orders;
select timestamp '2020-01-01 00:00:00', date '2020-01-01', time '10:00:00', timestamp '2020-01-01 10:00:00.123456', interval '1' year;
select timestamp '2020-01-01', timestamp '2020-01-01T10:00:00';
select current_timestamp, current_date, current_time, localtimestamp, localtime, now(), current_date();

-- Rows
select * from shop.orders order by abs(price) desc nulls last, id asc nulls first limit 10 offset 20;
select * from shop.orders order by id offset 20 rows fetch next 10 rows only;
select * from shop.orders limit 20, 10;
select * from shop.orders offset 5;
select * from shop.orders limit all;
select * from (select status, paid, amount from shop.orders) pivot (sum(amount) as s for status in ('a' as a, 'b' as b));
select * from (select status, paid, amount from shop.orders) pivot (sum(amount) for status in ('a', 'b'));
select * from shop.orders tablesample bernoulli(10);
select * from shop.orders tablesample system(10) repeatable(3);
select * exclude (id, tags) from shop.orders;
select * except (id, tags) from shop.orders;
select * exclude id from shop.orders;
select * replace (id + 1 as id) from shop.orders;
select o.* exclude (id) from shop.orders o;

-- Spellings and names
select * from shop.orders where id == 3 and id != 4 and id <> 5;
select id as "Order Number", status as `st` from shop.orders;
select `id` from `shop`.`orders`;
select timestamp, date, time, value, user, year, month, day, hour, rank, position, key, count, name from (select 1 as timestamp, 2 as date, 3 as time, 4 as value, 5 as user, 6 as year, 7 as month, 8 as day, 9 as hour, 10 as rank, 11 as position, 12 as key, 13 as count, 14 as name) t;
select 1 as a, 2 as b -- comment
   /* more */;
select trim(status), trim(both 'x' from status), trim(leading from status), ltrim(status), rtrim(status), position('a' in status), overlay(status placing 'x' from 1 for 2), char_length(status), upper(status), lower(status), initcap(status) from shop.orders;
select e'a\nb', 'it''s', U&'\00e9';
select 0x1F, 1e3, 1.5e-3, .5, 1., 123456789012345678901234567890, 9223372036854775807, -9223372036854775808;
select true, false, null, unknown;
select count(*) filter (where paid) c1, count(case when paid then 1 end) c2 from shop.orders;
select any_value(status), bool_and(paid), bool_or(paid), every(paid), stddev(price), variance(price), corr(price, id), mode(status), min(status) from shop.orders;
select sum(case when paid then amount else 0 end) from shop.orders;
select id from shop.orders where paid;
select id, (select max(id) from shop.orders) m from shop.orders;
select array(select id from shop.orders);
select (select id from shop.orders limit 1) + 1;
select * from shop.orders o join lateral unnest(o.tags) t(x) on true;
select row_number() over () from shop.orders;
select count(*) over (partition by status) from shop.orders;
select * from shop.orders as o(a, b, c, d, e, f, g, h, i, j);
select cast(null as integer), cast(id as tinyint unsigned) from shop.orders;
select '2020-01-01' < day, id < '3' from shop.orders;
select id || status from shop.orders;
select status = 3 from shop.orders;
select day = '2020-01-01', created_at > '2020-01-01' , created_at > '2020-01-01 10:00:00' from shop.orders;
select coalesce(id, 'x') from shop.orders;
select 1 union all select 1.5 union all select null;
select '1' union all select 2;
select case when paid then 1 else 'a' end from shop.orders;
select id in (select id from shop.customers) as known from shop.orders;
select t.x from (select id x from shop.orders) as t where t.x is not null;
select shop.orders.id from shop.orders;
select orders.id from shop.orders;
select o.id from shop.orders o where o.id = 1 and o.ID = 2;
select id from (select id from shop.orders limit 3) limit 2;
(select id from shop.orders order by id limit 1) union all (select id from shop.customers limit 1);
select count() from shop.orders;
table shop.orders;

-- More that people write
select t.date, t.date + 1 as next_date from (select date '2026-01-31' as date) t where date > date '2026-01-01' order by date;
select timestamp, count(*) from (select created_at as timestamp from shop.orders) group by timestamp;
select t."order", t.group from (select 1 as "order", 2 as "group") t;
select left, right, rows, range, values from (select 1 as left, 2 as right, 3 as rows, 4 as range, 5 as values) t;
select cast(created_at as date), cast(day as timestamp), created_at::date, extract(year from date) from (select created_at, day, day as date from shop.orders) t;
select id from shop.orders where created_at > timestamp '2026-01-31T10:00:00';
select 7 div 2, 7 // 2 * 3, -7 // 2, (1 + 6) // (1 + 1);
select id // 2 + customer_id // 3 from shop.orders;
select [id, id + 1][1], [[1, 2], [3]][1][2] from shop.orders;
select 'жара', '日本語', 'Ünïcödé' as "Größe", 'emoji 😀' where_ from shop.orders where status = 'İstanbul';
select o.ID, O.id, o."Id" from shop.orders O;
select sum(id) filter (where paid) over (partition by status), count(*) filter (where paid) over () from shop.orders;
select id + 1 as a, a * 2 as b, b - a as c from shop.orders where c > 3 and a < 10 group by id order by b;
select x.id from (select id, row_number() over (partition by status order by id desc) as n from shop.orders) x where n = 1;
with a as (select id from shop.orders), b as (select id from a) select count(*) from a join b using (id) where a.id in (select id from b);
select status, sum(amount) from shop.orders group by status having sum(amount) > (select avg(amount) from shop.orders);
select count(*) from shop.orders o where (select count(*) from shop.customers c where c.id = o.customer_id) > 0;
select id, case when exists (select 1 from shop.customers c where c.id = o.customer_id) then 1 else 0 end from shop.orders o;
select a.id from shop.orders a join shop.orders b on a.id = b.id + 1 and a.status is not distinct from b.status;
select * from (select id from shop.orders order by id limit 3) t union all select id from shop.customers order by 1 limit 2 offset 1;
select status from shop.orders group by status order by count(*) desc, max(id);
select interval '1' day * 3, interval '3 days', interval '2 hours 30 minutes', interval 5 minute, interval '-1 day';
select day - day, created_at - created_at, created_at - day, day + 1, 1 + day from shop.orders;
select /* a comment with ; and ' and " */ 1 -- and one more ; '
;
SELECT DISTINCT o.status, c.country FROM shop.orders AS o LEFT OUTER JOIN shop.customers AS c ON o.customer_id = c.id WHERE o.day >= DATE '2026-01-01' AND o.day < DATE '2026-02-01';
select quantity + 1, quantity / 2, quantity % 3, cast(quantity as integer) from shop.orders;
select count(distinct case when paid then customer_id end) from shop.orders;
select min(day), max(created_at), min(status), max(paid) from shop.orders;
select 1 as "select", 2 as "from";

-- Columns of USING and NATURAL in every clause; casts of truth values; intervals by numbers
select id, count(*) as n from shop.orders o join shop.customers c using (id) where id > 0 group by id having id > 3 order by id;
select id + 1, count(*) from shop.orders o full join shop.customers c using (id) group by id + 1 order by 1;
select id, count(*) from shop.orders o left join shop.customers c using (id) group by rollup (id);
select id from shop.orders natural join shop.customers where id = 2 order by id desc;
select cast(true as integer), cast(3 as boolean), cast(id as boolean), paid::int from shop.orders;
select timestamp '2024-01-01 00:00:00' + interval 3 day, date '2024-03-01' - interval 1 month, created_at + interval id day from shop.orders;
