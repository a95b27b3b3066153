package io.penstock.source.jdbc;

import static io.penstock.source.jdbc.JdbcFixture.statistics;
import static io.penstock.source.jdbc.JdbcFixture.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableStatistics;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;

/** What PostgreSQL knows of its tables. */
class PostgresStatisticsTest {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    @TempDir Path project;

    @BeforeEach
    void cleanSchema() throws SQLException {
        SERVER.cleanSchema();
    }

    private Source shop() {
        return JdbcFixture.open(project, "JDBC_URL", SERVER.url(), "JDBC_SCHEMA", "s");
    }

    private static void execute(String... sql) throws SQLException {
        SERVER.execute(sql);
    }

    @Test
    void analysedTablesKnowTheirSizeAndTheirValues() throws Exception {
        execute(
                "CREATE TABLE s.t AS SELECT i, i % 10 AS few, NULLIF(i % 4, 0) AS some,"
                        + " DATE '2020-01-01' + i % 100 AS day, 'x' || i AS name FROM"
                        + " generate_series(1, 5000) AS g(i)",
                "ANALYZE s.t");
        try (Source source = shop()) {
            TableStatistics statistics = statistics(source, table(source, "t"));
            assertThat(statistics.rows()).hasValue(5_000);
            assertThat(statistics.column("i").distinct()).hasValue(5_000);
            assertThat(statistics.column("few").distinct()).hasValue(10);
            assertThat(statistics.column("few").range()).contains(new ColumnStatistics.Range(0, 9));
            assertThat(statistics.column("some").nulls()).hasValue(0.25);
            assertThat(statistics.column("day").range())
                    .contains(new ColumnStatistics.Range(18_262, 18_361));
            assertThat(statistics.column("name").range()).isEmpty();
            assertThat(statistics.column("nobody")).isEqualTo(ColumnStatistics.UNKNOWN);
        }
    }

    @Test
    void aTableThatWasNeverAnalysedIsSeenInSomeRows() throws Exception {
        execute(
                "CREATE TABLE s.t WITH (autovacuum_enabled = false) AS SELECT i, i % 10 AS few,"
                        + " NULLIF('x' || i % 4, 'x0') AS name FROM generate_series(1, 50000) AS"
                        + " g(i)");
        try (Source source = shop()) {
            TableStatistics statistics = statistics(source, table(source, "t"));
            assertThat(statistics.column("i").distinct().orElse(0)).isGreaterThan(20_000);
            assertThat(statistics.column("few").distinct()).hasValue(10);
            assertThat(statistics.column("name").nulls().orElse(0)).isBetween(0.2, 0.3);
        }
    }

    @Test
    void aPartitionedTableCountsItsPartitions() throws Exception {
        execute(
                "CREATE TABLE s.t (i int, k int) PARTITION BY LIST (k)",
                "CREATE TABLE s.t_0 PARTITION OF s.t FOR VALUES IN (0)",
                "CREATE TABLE s.t_1 PARTITION OF s.t FOR VALUES IN (1)",
                "INSERT INTO s.t SELECT i, i % 2 FROM generate_series(1, 3000) AS g(i)",
                "ANALYZE s.t");
        try (Source source = shop()) {
            TableStatistics statistics = statistics(source, table(source, "t"));
            assertThat(statistics.rows()).hasValue(3_000);
            assertThat(statistics.column("k").distinct()).hasValue(2);
        }
    }

    /** ANALYZE of a big table guesses too few; a storage parameter makes a small one do so. */
    @Test
    void whatIsUniqueHasAsManyValuesAsThatTakes() throws Exception {
        execute(
                "CREATE TABLE s.t (a int, b int, c int UNIQUE, PRIMARY KEY (a, b))",
                "ALTER TABLE s.t ALTER COLUMN a SET (n_distinct = 10)",
                "INSERT INTO s.t SELECT i / 5, i % 5, NULLIF(i % 2, 0) * i"
                        + " FROM generate_series(0, 4999) AS g(i)",
                "ANALYZE s.t");
        try (Source source = shop()) {
            TableStatistics statistics = statistics(source, table(source, "t"));
            assertThat(statistics.column("a").distinct()).hasValue(1_000);
            assertThat(statistics.column("b").distinct()).hasValue(5);
            assertThat(statistics.column("c").distinct()).hasValue(2_500);
        }
    }

    /**
     * What nobody analysed has a size all the same, and values of some rows; what is gone, neither.
     */
    @Test
    void statisticsNeverFail() throws Exception {
        execute("CREATE TABLE s.t AS SELECT i FROM generate_series(1, 50000) AS g(i)");
        try (Source source = shop()) {
            SourceTable table = table(source, "t");
            TableStatistics statistics = statistics(source, table);
            assertThat(statistics.rows().getAsLong()).isBetween(10_000L, 250_000L);
            assertThat(statistics.column("i").nulls()).hasValue(0);
            execute("ANALYZE s.t");
            assertThat(source.statistics(table)).as("remembered").isEqualTo(statistics);
            source.refresh();
            assertThat(statistics(source, table).rows()).hasValue(50_000);
            execute("DROP TABLE s.t");
            source.refresh();
            assertThat(source.statistics(table)).isEqualTo(TableStatistics.UNKNOWN);
        }
    }
}
