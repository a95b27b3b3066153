package io.penstock.source.files;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.SourceFactory;
import io.penstock.testkit.Capability;
import io.penstock.testkit.SourceContract;

import java.nio.file.Files;
import java.sql.SQLException;

/** The contract over Parquet files. */
class ParquetContractTest extends SourceContract {
    private static final String ORDERS =
            "SELECT a::BIGINT AS id, b AS name, c::DATE AS bought FROM (VALUES (1, 'a',"
                    + " '2020-01-01'), (2, NULL, '2020-01-02'), (3, 'c', '2020-01-03')) t(a, b, c)";

    @Override
    protected ImmutableSet<Capability> lacks() {
        return ImmutableSet.of(Capability.READS_ROWS, Capability.NOT_NULL);
    }

    @Override
    protected void makeTables() throws Exception {
        Files.createDirectories(project.resolve("data"));
        write("orders", ORDERS);
        write("things", "SELECT 1 AS x");
    }

    private void write(String table, String select) throws SQLException {
        try (DuckDbJudge judge = new DuckDbJudge()) {
            judge.execute(
                    "COPY (%s) TO '%s' (FORMAT parquet)"
                            .formatted(select, project.resolve("data/" + table + ".parquet")));
        }
    }

    @Override
    protected SourceFactory factory() {
        return new FilesSourceFactory();
    }

    @Override
    protected ImmutableMap<String, String> settings() {
        return ImmutableMap.of("FILES_PATH", "data");
    }

    @Override
    protected void addColumn() throws Exception {
        write("orders", "SELECT *, 'x' AS extra FROM (" + ORDERS + ")");
    }
}
