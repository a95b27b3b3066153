package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.server.avatica.StockDriver;
import io.penstock.server.flight.JdbcDriver;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What DBeaver, Metabase and Tableau call, in their order, through three drivers. The calls were
 * read in the tools' public sources and documents, which {@code docs/bi-tools.md} names.
 */
final class BiToolsTest {
    @TempDir private static Path folder;
    private static PenstockServer server;

    private enum Driver {
        AVATICA,
        FLIGHT,
        PENSTOCK;

        Connection connect() throws SQLException {
            return switch (this) {
                case AVATICA -> StockDriver.connect(server);
                case FLIGHT -> JdbcDriver.connect(server);
                case PENSTOCK ->
                        DriverManager.getConnection(
                                "jdbc:penstock://127.0.0.1:%d/?token=%s"
                                        .formatted(server.port(), TestProject.TOKEN));
            };
        }

        /** Avatica's protocol has no question for keys. */
        boolean hasKeys() {
            return this != AVATICA;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        TestProject project =
                TestProject.in(folder)
                        .pipe("top", "SELECT id, s FROM lake.ev")
                        .file(
                                "keyed.connection",
                                "TYPE jdbc\nJDBC_URL jdbc:sqlite:data/keyed.db\n");
        try (Connection sqlite =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("data/keyed.db"));
                Statement statement = sqlite.createStatement()) {
            statement.execute("CREATE TABLE shop (id INTEGER NOT NULL PRIMARY KEY, name TEXT)");
            statement.execute(
                    "CREATE TABLE sale (no INTEGER NOT NULL PRIMARY KEY, shop INTEGER NOT NULL"
                            + " REFERENCES shop (id), amount NUMERIC)");
            statement.execute("INSERT INTO shop VALUES (1, 'Corner')");
            statement.execute("INSERT INTO sale VALUES (7, 1, 2.5)");
        }
        server = project.start("query-timeout", "60s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ImmutableList<String> rows(ResultSet answer, String... columns)
            throws SQLException {
        try (ResultSet rows = answer) {
            ImmutableList.Builder<String> all = ImmutableList.builder();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (String column : columns) {
                    row.add(String.valueOf(rows.getString(column)));
                }
                all.add(String.join(" ", row));
            }
            return all.build();
        }
    }

    /** A step that a tool tries and goes on without. */
    private interface Step {
        void run() throws SQLException;
    }

    private static void tried(Step step) {
        try {
            step.run();
        } catch (SQLException | UnsupportedOperationException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @ParameterizedTest
    @EnumSource
    void dbeaverConnectsAndBrowses(Driver driver) throws SQLException {
        try (Connection connection = driver.connect()) {
            DatabaseMetaData metadata = connection.getMetaData();
            dbeaverAsksForTheServer(driver, metadata);
            List<String> types = rows(metadata.getTypeInfo(), "TYPE_NAME");
            if (driver == Driver.FLIGHT) {
                // This driver does not ask the server; DBeaver takes its list of usual types.
                assertThat(types).isEmpty();
            } else {
                assertThat(types).contains("VARCHAR");
            }
            assertThat(rows(metadata.getCatalogs(), "TABLE_CAT")).isEmpty();
            assertThat(rows(metadata.getSchemas(), "TABLE_SCHEM", "TABLE_CATALOG"))
                    .contains("keyed null", "lake null", "public null");
            String escape = metadata.getSearchStringEscape();
            assertThat(escape).isEqualTo("\\");
            assertThat(
                            rows(
                                    metadata.getTables(null, "keyed", "%", null),
                                    "TABLE_NAME",
                                    "TABLE_TYPE",
                                    "TABLE_SCHEM"))
                    .containsExactly("sale TABLE keyed", "shop TABLE keyed");
            assertThat(rows(metadata.getColumns(null, "keyed", "%", "%"), "COLUMN_NAME"))
                    .containsExactly("no", "shop", "amount", "id", "name");
            dbeaverAsksForKeys(driver, metadata);
            assertThat(rows(metadata.getFunctions(null, "keyed", "%"), "FUNCTION_NAME")).isEmpty();
            assertThat(rows(metadata.getProcedures(null, "keyed", "%"), "PROCEDURE_NAME"))
                    .isEmpty();
            dbeaverOpensTheEditor(connection);
        }
    }

    private static void dbeaverAsksForTheServer(Driver driver, DatabaseMetaData metadata)
            throws SQLException {
        // Avatica's driver answers for itself.
        assertThat(metadata.getDatabaseProductName())
                .isEqualTo(driver == Driver.AVATICA ? "Avatica" : "Penstock");
        assertThat(metadata.getDatabaseProductVersion()).isNotBlank();
        assertThat(metadata.getDriverName()).isNotBlank();
        assertThat(metadata.getDriverVersion()).isNotBlank();
        assertThat(metadata.getDatabaseMajorVersion()).isNotNegative();
        assertThat(metadata.getDatabaseMinorVersion()).isNotNegative();
        assertThat(metadata.getSchemaTerm()).isEqualToIgnoringCase("schema");
        assertThat(metadata.getProcedureTerm()).isNotNull();
        assertThat(metadata.getCatalogTerm()).isNotNull();
        metadata.supportsBatchUpdates();
        if (metadata.supportsTransactions()) {
            metadata.supportsTransactionIsolationLevel(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    /** Of all tables of a schema, then of one. */
    private static void dbeaverAsksForKeys(Driver driver, DatabaseMetaData metadata)
            throws SQLException {
        if (!driver.hasKeys()) {
            assertThat(rows(metadata.getPrimaryKeys(null, "keyed", "%"))).isEmpty();
            return;
        }
        String[] key = {"TABLE_NAME", "COLUMN_NAME", "KEY_SEQ"};
        assertThat(rows(metadata.getPrimaryKeys(null, "keyed", "%"), key))
                .containsExactlyInAnyOrder("shop id 1", "sale no 1");
        assertThat(rows(metadata.getPrimaryKeys(null, "keyed", "sale"), key))
                .containsExactly("sale no 1");
        String[] reference = {"FKTABLE_NAME", "FKCOLUMN_NAME", "PKTABLE_NAME", "PKCOLUMN_NAME"};
        assertThat(rows(metadata.getImportedKeys(null, "keyed", "%"), reference))
                .containsExactly("sale shop shop id");
        assertThat(rows(metadata.getImportedKeys(null, "keyed", "sale"), reference))
                .containsExactly("sale shop shop id");
        if (driver == Driver.PENSTOCK) {
            assertThat(
                            rows(
                                    metadata.getIndexInfo(null, "keyed", "sale", false, true),
                                    "COLUMN_NAME",
                                    "TYPE"))
                    .containsExactly("no 3");
        } else {
            tried(() -> rows(metadata.getIndexInfo(null, "keyed", "sale", false, true)));
        }
    }

    private static void dbeaverOpensTheEditor(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            tried(() -> statement.setFetchSize(200));
            statement.setMaxRows(200);
            assertThat(statement.execute("SELECT * FROM \"keyed\".\"sale\"")).isTrue();
            try (ResultSet rows = statement.getResultSet()) {
                ResultSetMetaData columns = rows.getMetaData();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    assertThat(columns.getColumnLabel(i)).isEqualTo(columns.getColumnName(i));
                    assertThat(columns.getColumnTypeName(i)).isNotBlank();
                    columns.getCatalogName(i);
                    columns.getSchemaName(i);
                    columns.getTableName(i);
                    columns.getPrecision(i);
                    columns.getScale(i);
                    columns.isNullable(i);
                    columns.isAutoIncrement(i);
                    columns.isReadOnly(i);
                }
                assertThat(rows.next()).isTrue();
                assertThat(rows.getObject(1)).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void metabaseSyncsAndAsks(Driver driver) throws SQLException {
        try (Connection connection = driver.connect()) {
            metabaseSetsTheConnection(connection);
            DatabaseMetaData metadata = connection.getMetaData();
            assertThat(rows(metadata.getSchemas(), "TABLE_SCHEM")).contains("keyed", "public");
            String[] types = {
                "TABLE",
                "PARTITIONED TABLE",
                "VIEW",
                "FOREIGN TABLE",
                "MATERIALIZED VIEW",
                "EXTERNAL TABLE",
                "DYNAMIC_TABLE"
            };
            String[] table = {"TABLE_NAME", "TABLE_SCHEM", "TABLE_TYPE", "REMARKS"};
            assertThat(rows(metadata.getTables(null, "keyed", "%", types), table))
                    .containsExactly("sale keyed TABLE null", "shop keyed TABLE null");
            assertThat(rows(metadata.getTables(null, "public", "%", types), "TABLE_NAME"))
                    .containsExactly("top");
            metabaseProbes(connection);
            metabaseDescribes(driver, metadata);
            metabaseAsks(driver, connection);
        }
    }

    private static void metabaseSetsTheConnection(Connection connection) {
        tried(
                () -> {
                    DatabaseMetaData metadata = connection.getMetaData();
                    int level = Connection.TRANSACTION_READ_UNCOMMITTED;
                    if (metadata.supportsTransactionIsolationLevel(level)) {
                        connection.setTransactionIsolation(level);
                    }
                });
        tried(() -> connection.setReadOnly(true));
        tried(() -> connection.setAutoCommit(true));
        tried(() -> connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT));
    }

    /** May the table be read? */
    private static void metabaseProbes(Connection connection) throws SQLException {
        try (PreparedStatement probe =
                metabasePrepares(
                        connection,
                        "SELECT TRUE AS \"_\" FROM \"keyed\".\"sale\" WHERE 1 <> 1 LIMIT 0")) {
            tried(() -> probe.setQueryTimeout(15));
            probe.execute();
        }
    }

    private static PreparedStatement metabasePrepares(Connection connection, String sql)
            throws SQLException {
        PreparedStatement statement =
                connection.prepareStatement(
                        sql,
                        ResultSet.TYPE_FORWARD_ONLY,
                        ResultSet.CONCUR_READ_ONLY,
                        ResultSet.CLOSE_CURSORS_AT_COMMIT);
        tried(() -> statement.setFetchDirection(ResultSet.FETCH_FORWARD));
        tried(
                () -> {
                    if (statement.getFetchSize() == 0) {
                        statement.setFetchSize(500);
                    }
                });
        return statement;
    }

    private static void metabaseDescribes(Driver driver, DatabaseMetaData metadata)
            throws SQLException {
        String[] column = {
            "COLUMN_NAME", "TYPE_NAME", "NULLABLE", "COLUMN_DEF", "IS_AUTOINCREMENT"
        };
        List<String> columns = rows(metadata.getColumns(null, "keyed", "sale", null), column);
        assertThat(columns).hasSize(3);
        assertThat(columns.getFirst()).startsWith("no BIGINT 0 null ");
        if (driver.hasKeys()) {
            assertThat(rows(metadata.getPrimaryKeys(null, "keyed", "sale"), "COLUMN_NAME"))
                    .containsExactly("no");
            assertThat(
                            rows(
                                    metadata.getImportedKeys(null, "keyed", "sale"),
                                    "FKCOLUMN_NAME",
                                    "PKTABLE_NAME",
                                    "PKTABLE_SCHEM",
                                    "PKCOLUMN_NAME"))
                    .containsExactly("shop shop keyed id");
        }
        tried(() -> rows(metadata.getIndexInfo(null, "keyed", "sale", false, false)));
    }

    private static void metabaseAsks(Driver driver, Connection connection) throws SQLException {
        try (PreparedStatement question =
                metabasePrepares(
                        connection,
                        "SELECT \"ts\", \"n\" FROM \"lake\".\"ev\" WHERE \"s\" = ? LIMIT"
                                + " 1048575")) {
            assertThat(question.getParameterMetaData().getParameterCount()).isEqualTo(1);
            question.setObject(1, "one");
            tried(() -> question.setMaxRows(1_048_575));
            try (ResultSet rows = question.executeQuery()) {
                assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo("ts");
                assertThat(rows.next()).isTrue();
                assertThat(rows.getObject(2)).hasToString("1.5");
                if (driver == Driver.AVATICA) {
                    // It knows no java.time; Metabase's own driver for a database would say so.
                    tried(() -> rows.getObject(1, LocalDateTime.class));
                } else {
                    assertThat(rows.getObject(1, LocalDateTime.class))
                            .isEqualTo(LocalDateTime.parse("2026-03-01T10:00:00"));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tableauConnects(Driver driver) throws SQLException {
        try (Connection connection = driver.connect()) {
            DatabaseMetaData metadata = connection.getMetaData();
            assertThat(metadata.getDriverName()).isNotBlank();
            assertThat(metadata.getDriverVersion()).isNotBlank();
            assertThat(rows(metadata.getCatalogs(), "TABLE_CAT")).isEmpty();
            assertThat(rows(metadata.getSchemas(), "TABLE_SCHEM")).contains("keyed");
            assertThat(
                            rows(
                                    metadata.getTables(
                                            null, "%", "%", new String[] {"TABLE", "VIEW"}),
                                    "TABLE_SCHEM",
                                    "TABLE_NAME"))
                    .contains("keyed sale", "lake ev", "public top");
            assertThat(rows(metadata.getColumns(null, "keyed", "sale", "%"), "COLUMN_NAME"))
                    .containsExactly("no", "shop", "amount");
            if (driver.hasKeys()) {
                assertThat(rows(metadata.getPrimaryKeys(null, "keyed", "sale"), "COLUMN_NAME"))
                        .containsExactly("no");
                assertThat(rows(metadata.getImportedKeys(null, "keyed", "sale"), "PKTABLE_NAME"))
                        .containsExactly("shop");
            }
            tried(() -> rows(metadata.getIndexInfo(null, "keyed", "sale", false, true)));
            tableauReadsColumnsOfQueries(driver, connection);
        }
    }

    /** Prepared only, then with WHERE 1=0; then a chart's query. */
    private static void tableauReadsColumnsOfQueries(Driver driver, Connection connection)
            throws SQLException {
        try (PreparedStatement prepared =
                connection.prepareStatement("SELECT * FROM \"keyed\".\"sale\"")) {
            assertThat(names(prepared.getMetaData())).containsExactly("no", "shop", "amount");
        }
        try (Statement statement = connection.createStatement()) {
            try (ResultSet none =
                    statement.executeQuery("select * from \"keyed\".\"sale\" where 1=0")) {
                List<String> columns = names(none.getMetaData());
                // Arrow's driver has each column of an empty result twice.
                assertThat(driver == Driver.FLIGHT ? columns.subList(0, 3) : columns)
                        .containsExactly("no", "shop", "amount");
                assertThat(none.next()).isFalse();
            }
            try (ResultSet chart =
                    statement.executeQuery(
                            "SELECT \"t\".\"s\" AS \"s\", SUM(\"t\".\"n\") AS \"sum:n:ok\" FROM"
                                    + " \"lake\".\"ev\" \"t\" GROUP BY 1 ORDER BY 1")) {
                assertThat(rows(chart, "s")).containsExactly("one", "three", "two");
            }
        }
    }

    private static List<String> names(@Nullable ResultSetMetaData columns) throws SQLException {
        Objects.requireNonNull(columns, "no columns");
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnName(i));
        }
        return names;
    }
}
