package io.penstock.benchmark;

import com.google.common.collect.ImmutableMap;

import io.penstock.fixture.tpch.TpchData;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/**
 * A PostgreSQL with the TPC-H tables of {@link TpchFiles}, with primary keys and analysed. They are
 * loaded once and kept. Owner: whoever opened it closes it.
 */
final class TpchPostgres implements AutoCloseable {
    private static final ImmutableMap<String, String> KEYS =
            ImmutableMap.<String, String>builder()
                    .put("region", "r_regionkey")
                    .put("nation", "n_nationkey")
                    .put("supplier", "s_suppkey")
                    .put("customer", "c_custkey")
                    .put("part", "p_partkey")
                    .put("partsupp", "ps_partkey, ps_suppkey")
                    .put("orders", "o_orderkey")
                    .put("lineitem", "l_orderkey, l_linenumber")
                    .buildOrThrow();

    private final EmbeddedPostgres server;

    private TpchPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * Starts the server; the first time that takes some minutes.
     *
     * @param work where generated data is kept between runs
     * @param files the tables as Parquet
     */
    static TpchPostgres at(Path work, Path files) throws IOException, SQLException {
        Path data = work.resolve("postgres-" + files.getFileName());
        EmbeddedPostgres server =
                EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .start();
        TpchPostgres postgres = new TpchPostgres(server);
        Path complete = work.resolve(data.getFileName() + ".complete");
        if (!Files.exists(complete)) {
            postgres.load(work, files);
            Files.createFile(complete);
        }
        return postgres;
    }

    /** Where its schema {@code public} is, which has the tables. */
    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    private void load(Path work, Path files) throws SQLException, IOException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Connection postgres = DriverManager.getConnection(url());
                Statement read = duckdb.createStatement();
                Statement write = postgres.createStatement()) {
            write.execute("SET synchronous_commit = off");
            for (Map.Entry<String, String> table : TpchData.TABLES.entrySet()) {
                String name = table.getKey();
                Path csv = work.resolve("copy-of-" + name + ".csv");
                read.execute(
                        "COPY (FROM '%s') TO '%s' (FORMAT csv, HEADER false)"
                                .formatted(files.resolve(name + ".parquet"), csv));
                write.execute("DROP TABLE IF EXISTS " + name);
                write.execute("CREATE TABLE %s (%s)".formatted(name, table.getValue()));
                write.execute("COPY %s FROM '%s' (FORMAT csv)".formatted(name, csv));
                write.execute(
                        "ALTER TABLE %s ADD PRIMARY KEY (%s)".formatted(name, KEYS.get(name)));
                write.execute("VACUUM (FREEZE, ANALYZE) " + name);
                Files.delete(csv);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
