package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** A small shop with something of every type, NULLs and duplicates in it. */
final class ShopData {
    static final ImmutableList<String> STATEMENTS =
            ImmutableList.of(
                    "CREATE SCHEMA shop",
                    "CREATE TABLE shop.orders(id BIGINT, customer_id INTEGER, amount DECIMAL(15,2),"
                            + " status VARCHAR, price DOUBLE, day DATE, created_at TIMESTAMP, paid"
                            + " BOOLEAN, tags VARCHAR[], small SMALLINT)",
                    """
                    INSERT INTO shop.orders
                    SELECT i, nullif(i % 7, 0), nullif(i * 10.25, 102.5),
                        CASE i % 4 WHEN 0 THEN 'new' WHEN 1 THEN 'Paid' WHEN 2 THEN 'it''s 100%' END,
                        i / 3, DATE '2024-01-28' + CAST(i AS INTEGER),
                        TIMESTAMP '2024-01-31 22:15:30.123456' + INTERVAL 7 HOUR * i,
                        CASE i % 3 WHEN 0 THEN TRUE WHEN 1 THEN FALSE END,
                        CASE WHEN i % 5 = 0 THEN NULL ELSE list_transform(range(i % 3), lambda x: 'tag' || x) END,
                        i % 11
                    FROM range(1, 31) AS r(i)\
                    """,
                    "CREATE TABLE shop.customers(id INTEGER, name VARCHAR, country VARCHAR, since"
                            + " DATE, credit DOUBLE)",
                    """
                    INSERT INTO shop.customers VALUES
                        (1, 'Ada', 'GB', '1995-02-28', 1.5), (2, 'Grace', 'US', '1996-02-29', NULL),
                        (3, 'Zoë', 'FR', NULL, -2), (4, 'ada', 'GB', '2001-01-01', 0),
                        (8, 'İpek', 'TR', '2010-12-31', 7.25), (9, NULL, NULL, NULL, NULL)\
                    """,
                    "CREATE TABLE shop.events(id INTEGER, place STRUCT(x INTEGER, label VARCHAR),"
                            + " scores MAP(VARCHAR, INTEGER), payload VARCHAR, numbers INTEGER[])",
                    """
                    INSERT INTO shop.events VALUES
                        (1, {'x': 1, 'label': 'one'}, MAP {'a': 5, 'b': 6}, '{"a": {"b": [1, 2]}}', [3, 1, 2]),
                        (2, {'x': NULL, 'label': 'two'}, MAP {}, '[]', []),
                        (3, NULL, NULL, NULL, NULL),
                        (4, {'x': 4, 'label': NULL}, MAP {'a': NULL}, '{"a": null}', [NULL, 7])\
                    """,
                    "CREATE TABLE shop.quotes(symbol VARCHAR, moment TIMESTAMP, bid DOUBLE)",
                    """
                    INSERT INTO shop.quotes
                    SELECT CASE i % 2 WHEN 0 THEN 'A' ELSE 'B' END,
                        TIMESTAMP '2024-05-01 09:00:00' + INTERVAL 10 MINUTE * i, i
                    FROM range(12) AS r(i)\
                    """,
                    "CREATE TABLE shop.trades(symbol VARCHAR, moment TIMESTAMP, quantity INTEGER)",
                    """
                    INSERT INTO shop.trades
                    SELECT CASE i % 3 WHEN 0 THEN 'A' WHEN 1 THEN 'B' ELSE 'C' END,
                        TIMESTAMP '2024-05-01 08:55:00' + INTERVAL 17 MINUTE * i, i
                    FROM range(8) AS r(i)\
                    """);

    static final ImmutableMap<String, Schema> SCHEMAS =
            ImmutableMap.of(
                    "orders",
                            schema(
                                    FieldTypes.field("id", FieldTypes.INT64, true),
                                    FieldTypes.field("customer_id", FieldTypes.INT32, true),
                                    FieldTypes.field(
                                            "amount", new ArrowType.Decimal(15, 2, 128), true),
                                    text("status"),
                                    FieldTypes.field("price", FieldTypes.FLOAT64, true),
                                    FieldTypes.field("day", FieldTypes.DATE, true),
                                    FieldTypes.timestamp("created_at", 6, true),
                                    FieldTypes.field("paid", FieldTypes.BOOL, true),
                                    FieldTypes.list("tags", text("item"), true),
                                    FieldTypes.field("small", new ArrowType.Int(16, true), true)),
                    "customers",
                            schema(
                                    FieldTypes.field("id", FieldTypes.INT32, true),
                                    text("name"),
                                    text("country"),
                                    FieldTypes.field("since", FieldTypes.DATE, true),
                                    FieldTypes.field("credit", FieldTypes.FLOAT64, true)),
                    "events",
                            schema(
                                    integer("id"),
                                    nested(
                                            "place",
                                            ArrowType.Struct.INSTANCE,
                                            integer("x"),
                                            text("label")),
                                    nested(
                                            "scores",
                                            new ArrowType.Map(false),
                                            nested(
                                                    MapVector.DATA_VECTOR_NAME,
                                                    ArrowType.Struct.INSTANCE,
                                                    FieldTypes.field("key", FieldTypes.UTF8, false),
                                                    integer("value"))),
                                    text("payload"),
                                    FieldTypes.list("numbers", integer("item"), true)),
                    "quotes",
                            schema(
                                    text("symbol"),
                                    FieldTypes.timestamp("moment", 6, true),
                                    FieldTypes.field("bid", FieldTypes.FLOAT64, true)),
                    "trades",
                            schema(
                                    text("symbol"),
                                    FieldTypes.timestamp("moment", 6, true),
                                    integer("quantity")));

    private ShopData() {}

    private static Schema schema(Field... fields) {
        return new Schema(ImmutableList.copyOf(fields));
    }

    private static Field text(String name) {
        return FieldTypes.field(name, FieldTypes.UTF8, true);
    }

    private static Field integer(String name) {
        return FieldTypes.field(name, FieldTypes.INT32, true);
    }

    private static Field nested(String name, ArrowType type, Field... children) {
        boolean entries = name.equals(MapVector.DATA_VECTOR_NAME);
        return new Field(name, new FieldType(!entries, type, null), ImmutableList.copyOf(children));
    }
}
