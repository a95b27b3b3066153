package io.penstock.server.avatica;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What drivers and tools learn of the catalog. */
final class ListingsTest {
    private static final int MANY = 10_000;

    @TempDir private static Path folder;
    private static PenstockServer server;

    @BeforeAll
    static void start() throws IOException, SQLException {
        server =
                TestProject.in(folder)
                        .withShop()
                        .file(
                                "pipes/top.pipe",
                                "DESCRIPTION >\n    The first ones\n\nNODE top_rows\nSQL >\n"
                                        + "    SELECT id, s FROM lake.ev\n\nTYPE endpoint\n")
                        .start("query-timeout", "60s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Connection connect(String driver) throws SQLException {
        return driver.equals("penstock")
                ? DriverManager.getConnection(
                        "jdbc:penstock://127.0.0.1:%d/?token=%s"
                                .formatted(server.port(), TestProject.TOKEN))
                : StockDriver.connect(server, driver);
    }

    private static ImmutableList<String> rows(ResultSet rows, String... columns)
            throws SQLException {
        ImmutableList.Builder<String> all = ImmutableList.builder();
        while (rows.next()) {
            List<String> row = new ArrayList<>();
            for (String column : columns) {
                row.add(String.valueOf(rows.getObject(column)));
            }
            all.add(String.join(" ", row));
        }
        return all.build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "json", "penstock"})
    void listsTablesByTypeAndPattern(String driver) throws SQLException {
        try (Connection connection = connect(driver)) {
            DatabaseMetaData metadata = connection.getMetaData();
            String[] all = {"TABLE_TYPE", "TABLE_SCHEM", "TABLE_NAME"};
            assertThat(rows(metadata.getTables(null, null, "%", new String[] {"TABLE"}), all))
                    .containsExactly("TABLE lake ev", "TABLE lake tag", "TABLE shop shops");
            assertThat(rows(metadata.getTables(null, "public", null, null), all))
                    .containsExactly("VIEW public top");
            assertThat(rows(metadata.getTables("", "l%", "_v", null), all))
                    .containsExactly("TABLE lake ev");
            assertThat(rows(metadata.getTables("other", null, "%", null), all)).isEmpty();
            assertThat(rows(metadata.getTables(null, null, "%", new String[] {"ALIAS"}), all))
                    .isEmpty();
            assertThat(rows(metadata.getTables(null, "public", "top", null), "REMARKS"))
                    .containsExactly("The first ones");
            assertThat(rows(metadata.getTableTypes(), "TABLE_TYPE"))
                    .containsExactly("SYSTEM TABLE", "TABLE", "VIEW");
            assertThat(rows(metadata.getSchemas(), "TABLE_SCHEM"))
                    .contains("lake", "public", "shop");
            assertThat(rows(metadata.getCatalogs(), "TABLE_CAT")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "json", "penstock"})
    void listsColumnsAsResultsHaveThem(String driver) throws SQLException {
        try (Connection connection = connect(driver);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM lake.ev")) {
            DatabaseMetaData metadata = connection.getMetaData();
            assertThat(
                            rows(
                                    metadata.getColumns(null, "lake", "ev", "%"),
                                    "ORDINAL_POSITION",
                                    "COLUMN_NAME",
                                    "DATA_TYPE",
                                    "TYPE_NAME",
                                    "COLUMN_SIZE",
                                    "DECIMAL_DIGITS",
                                    "IS_NULLABLE"))
                    .containsExactly(
                            "1 ts 93 TIMESTAMP 6 null YES",
                            "2 id 3 UBIGINT 20 0 YES",
                            "3 s 12 VARCHAR 2147483647 null YES",
                            "4 n 3 DECIMAL 2 1 YES");
            int column = 1;
            for (String type : rows(metadata.getColumns(null, "lake", "ev", "%"), "DATA_TYPE")) {
                assertThat(result.getMetaData().getColumnType(column++))
                        .isEqualTo(Integer.parseInt(type));
            }
            assertThat(rows(metadata.getColumns(null, "shop", "shops", "na%"), "COLUMN_NAME"))
                    .containsExactly("name");
            assertThat(rows(metadata.getColumns(null, "public", "top", null), "COLUMN_NAME"))
                    .containsExactly("id", "s");
            List<Integer> ids = new ArrayList<>();
            ResultSet types = metadata.getTypeInfo();
            while (types.next()) {
                ids.add(types.getInt("DATA_TYPE"));
            }
            assertThat(ids).isSorted().contains(Types.BIGINT, Types.TIMESTAMP, Types.VARCHAR);
        }
    }

    @Test
    void tenThousandTablesAreListedQuickly() throws Exception {
        Path many = folder.resolve("many");
        TestProject project = TestProject.in(many);
        try (Connection sqlite =
                        DriverManager.getConnection("jdbc:sqlite:" + many.resolve("data/many.db"));
                Statement statement = sqlite.createStatement()) {
            sqlite.setAutoCommit(false);
            for (int i = 0; i < MANY; i++) {
                statement.execute(
                        "CREATE TABLE t%d (a INTEGER, b TEXT, c REAL, d INTEGER, e TEXT, f REAL,"
                                        .formatted(i)
                                + " g INTEGER, h TEXT, i REAL, j INTEGER NOT NULL)");
            }
            sqlite.commit();
        }
        project.file("wide.connection", "TYPE jdbc\nJDBC_URL jdbc:sqlite:data/many.db\n");
        try (PenstockServer big = project.start("query-timeout", "120s");
                Connection connection = StockDriver.connect(big)) {
            List<Duration> took = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                Stopwatch watch = Stopwatch.createStarted();
                int columns = 0;
                try (ResultSet rows = connection.getMetaData().getColumns(null, "wide", "%", "%")) {
                    while (rows.next()) {
                        columns++;
                    }
                }
                assertThat(columns).isEqualTo(10 * MANY);
                took.add(watch.elapsed());
            }
            System.getLogger(ListingsTest.class.getName())
                    .log(System.Logger.Level.INFO, "100,000 columns listed in {0}", took);
            // Far from what it takes alone: other work may share the machine.
            assertThat(took.getLast()).isLessThan(Duration.ofSeconds(90));
        }
    }
}
