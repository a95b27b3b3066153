package io.penstock.benchmark;

import io.penstock.fixture.tpch.TpchData;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The yardstick of TPC-H: a database's own JDBC driver with the original text. */
final class RawTpch {
    private RawTpch() {}

    /** DuckDB with views of the Parquet files in a schema {@code tpch}; the caller closes it. */
    static Connection open(Path files) throws SQLException {
        Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckdb.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute("SET memory_limit = '4GB'");
            statement.execute("CREATE SCHEMA tpch");
            for (String table : TpchData.TABLES.keySet()) {
                statement.execute(
                        "CREATE VIEW tpch.%s AS FROM read_parquet('%s')"
                                .formatted(table, files.resolve(table + ".parquet")));
            }
        }
        return duckdb;
    }

    /** Reads each row to its last column; the number of rows. */
    static long drain(Connection database, String text) throws SQLException {
        long rows = 0;
        try (Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery(text)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                rows++;
                for (int column = 1; column <= columns; column++) {
                    result.getObject(column);
                }
            }
        }
        return rows;
    }
}
