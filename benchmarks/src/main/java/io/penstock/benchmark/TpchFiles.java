package io.penstock.benchmark;

import io.penstock.fixture.tpch.TpchData;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** TPC-H tables as Parquet files, made once and kept. */
final class TpchFiles {
    private TpchFiles() {}

    /**
     * The folder with {@code lineitem.parquet} and the other seven.
     *
     * @param work where generated data is kept between runs
     */
    static Path at(Path work, double scale) throws IOException, SQLException {
        Path folder = work.resolve("tpch-" + scale);
        if (Files.exists(folder.resolve("complete"))) {
            return folder;
        }
        Path generated = work.resolve("generated");
        TpchData.write(generated, scale);
        Files.createDirectories(folder);
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            for (Map.Entry<String, String> table : TpchData.TABLES.entrySet()) {
                Path csv = generated.resolve(table.getKey() + ".csv");
                statement.execute(
                        "CREATE TABLE %s (%s)".formatted(table.getKey(), table.getValue()));
                statement.execute(
                        "COPY %s FROM '%s' (FORMAT csv, DELIMITER '|', HEADER)"
                                .formatted(table.getKey(), csv));
                statement.execute(
                        "COPY %s TO '%s' (FORMAT parquet)"
                                .formatted(
                                        table.getKey(),
                                        folder.resolve(table.getKey() + ".parquet")));
                statement.execute("DROP TABLE " + table.getKey());
                Files.delete(csv);
            }
        }
        Files.createFile(folder.resolve("complete"));
        return folder;
    }
}
