package io.penstock.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** TPC-H's table of customers at SF 1 in PostgreSQL, of which rows are looked up by their keys. */
final class Customers {
    private static final int ROWS = 150_000;

    private Customers() {}

    /** Makes the table in the schema {@code public}, with statistics. */
    static void make(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TABLE customer AS SELECT i::int AS c_custkey,
                      'Customer#' || lpad(i::text, 9, '0') AS c_name,
                      md5(i::text) AS c_address, (i %% 25)::int AS c_nationkey,
                      lpad(i::text, 15, '1')::char(15) AS c_phone,
                      (i %% 1000000 / 100.0)::numeric(12, 2) AS c_acctbal,
                      'BUILDING'::char(10) AS c_mktsegment, md5((i + 1)::text) AS c_comment
                    FROM generate_series(1, %d) AS s(i);
                    ALTER TABLE customer ADD PRIMARY KEY (c_custkey)
                    """
                            .formatted(ROWS));
            statement.execute("VACUUM ANALYZE customer");
        }
    }

    /** The key of the n-th lookup: all over the table. */
    static int key(int n) {
        return 1 + (int) ((n * 2654435761L & 0x7fffffff) % ROWS);
    }
}
