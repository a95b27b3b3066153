-- A small shop, in DuckDB's SQL. Rows are few so that answers can be read; nulls, ties, odd dates and non-Latin text are here on purpose.
CREATE SCHEMA shop;
CREATE TABLE shop.customers (
  id BIGINT, name VARCHAR, city VARCHAR, country VARCHAR, born DATE, vip BOOLEAN, credit DECIMAL(10,2), joined TIMESTAMP);
INSERT INTO shop.customers VALUES
  (1, 'Ada', 'London', 'UK', '1985-12-10', true, 100.50, '2023-01-05 08:30:00'),
  (2, 'Björn', 'Malmö', 'SE', '1990-02-28', false, 0.00, '2023-02-14 12:00:00'),
  (3, 'Chloé', 'Paris', 'FR', '1979-07-14', true, 2500.00, '2023-03-01 23:59:59'),
  (4, 'Dmitri', 'Riga', 'LV', NULL, false, NULL, '2023-03-15 00:00:00'),
  (5, 'Emma', 'London', 'UK', '2000-02-29', NULL, 75.25, '2024-02-29 10:15:30'),
  (6, 'Fang', '北京', 'CN', '1995-11-11', false, 10.00, '2024-05-20 06:07:08'),
  (7, 'o''Neil', NULL, 'IE', '1960-01-01', true, 999.99, NULL);
CREATE TABLE shop.orders (
  id BIGINT, customer_id BIGINT, placed TIMESTAMP, status VARCHAR, amount DECIMAL(10,2), quantity INTEGER, discount DOUBLE, note VARCHAR);
INSERT INTO shop.orders VALUES
  (101, 1, '2024-01-01 09:00:00', 'paid',      120.00, 2, 0.1,  'first order'),
  (102, 1, '2024-01-15 10:30:00', 'paid',       80.50, 1, NULL, NULL),
  (103, 2, '2024-01-20 14:45:10', 'open',       15.25, 3, 0.0,  '50% off_peak'),
  (104, 3, '2024-02-01 00:00:00', 'paid',     1000.00, 10, 0.25, 'gift'),
  (105, 3, '2024-02-29 23:59:59', 'cancelled',  60.00, 1, NULL, 'sent back'),
  (106, 3, '2024-03-05 08:00:00', 'paid',      320.75, 4, 0.05, 'Gift, again'),
  (107, 5, '2024-03-05 08:00:00', 'open',       42.00, 2, 0.0,  ''),
  (108, 5, '2024-03-31 17:20:00', 'paid',       42.00, 2, 0.0,  NULL),
  (109, 6, '2024-04-01 12:00:00', 'paid',      999.99, 7, 0.15, '加急'),
  (110, NULL, '2024-04-02 12:00:00', 'open',     5.00, 1, NULL, 'walk-in');
CREATE TABLE shop.items (order_id BIGINT, line INTEGER, product VARCHAR, price DECIMAL(8,2), quantity INTEGER);
INSERT INTO shop.items VALUES
  (101, 1, 'tea', 10.00, 2), (101, 2, 'pot', 100.00, 1),
  (102, 1, 'cup', 40.25, 2),
  (103, 1, 'tea', 5.00, 1), (103, 2, 'cup', 10.25, 1),
  (104, 1, 'pot', 100.00, 10),
  (105, 1, 'kettle', 60.00, 1),
  (106, 1, 'kettle', 60.25, 3), (106, 2, 'tea', 10.00, 14),
  (107, 1, 'cup', 21.00, 2),
  (108, 1, 'cup', 21.00, 2),
  (109, 1, 'pot', 142.85, 7);
CREATE TABLE shop.products (code VARCHAR, title VARCHAR, category VARCHAR, price DOUBLE, attributes VARCHAR);
INSERT INTO shop.products VALUES
  ('tea', 'Green tea', 'drink', 9.5, '{"colour":"green","grams":100,"tags":["leaf","organic"]}'),
  ('pot', 'Clay pot', 'ware', 99.0, '{"colour":"brown","grams":1200,"tags":[]}'),
  ('cup', 'Tea cup', 'ware', 20.25, '{"colour":"white","grams":180.5,"tags":["porcelain"]}'),
  ('kettle', 'Kettle', 'ware', 60.0, '{"colour":null,"power":{"watt":2200}}'),
  ('mat', 'Bamboo mat', 'ware', 4.0, NULL);
CREATE TABLE shop.employees (id INTEGER, name VARCHAR, manager_id INTEGER, dept VARCHAR, salary INTEGER, hired DATE);
INSERT INTO shop.employees VALUES
  (1, 'Root', NULL, 'board', 9000, '2010-01-01'),
  (2, 'Ann', 1, 'sales', 5000, '2015-03-01'),
  (3, 'Bob', 1, 'tech', 6000, '2016-06-15'),
  (4, 'Cid', 2, 'sales', 3000, '2019-09-01'),
  (5, 'Dee', 2, 'sales', 3000, '2020-02-29'),
  (6, 'Eva', 3, 'tech', 4500, '2021-12-31'),
  (7, 'Flo', 6, 'tech', NULL, '2023-07-07');
CREATE TABLE shop.prices (product VARCHAR, valid_from TIMESTAMP, price DOUBLE);
INSERT INTO shop.prices VALUES
  ('tea', '2024-01-01 00:00:00', 9.0), ('tea', '2024-02-15 00:00:00', 9.5), ('tea', '2024-03-20 00:00:00', 10.0),
  ('cup', '2024-01-10 00:00:00', 20.0), ('cup', '2024-03-01 00:00:00', 20.25),
  ('pot', '2024-03-01 00:00:00', 99.0);
CREATE TABLE shop.numbers (i INTEGER, big BIGINT, d DOUBLE, dec DECIMAL(12,4), flag BOOLEAN, txt VARCHAR);
INSERT INTO shop.numbers VALUES
  (1, 1, 0.5, 1.5000, true, 'one'), (2, -2, -1.25, -2.2500, false, 'two'), (3, 9223372036854775807, 1e10, 99999999.9999, NULL, 'THREE'),
  (4, NULL, NULL, NULL, true, NULL), (5, 0, 0.0, 0.0000, false, ''), (6, -9223372036854775807, 3.0, 7.0000, true, ' six '),
  (7, 7, 2.5, 0.0001, false, 'Seven');
