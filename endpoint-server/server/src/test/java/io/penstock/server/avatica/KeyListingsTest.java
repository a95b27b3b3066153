package io.penstock.server.avatica;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** What our driver lists beyond Avatica's protocol: keys, indexes, functions and rights. */
final class KeyListingsTest {
    @TempDir private static Path folder;
    private static PenstockServer server;
    private static Connection connection;
    private static DatabaseMetaData metadata;

    @BeforeAll
    static void start() throws IOException, SQLException {
        TestProject project = TestProject.in(folder);
        try (Connection sqlite =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("data/keyed.db"));
                Statement statement = sqlite.createStatement()) {
            statement.execute("CREATE TABLE shop (id INTEGER NOT NULL PRIMARY KEY, name TEXT)");
            statement.execute(
                    "CREATE TABLE sale (shop INTEGER NOT NULL, no INTEGER NOT NULL, amount NUMERIC,"
                            + " PRIMARY KEY (shop, no),"
                            + " FOREIGN KEY (shop) REFERENCES shop (id) ON DELETE CASCADE)");
            statement.execute(
                    "CREATE TABLE item (sale_shop INTEGER, sale_no INTEGER, place INTEGER,"
                            + " FOREIGN KEY (sale_shop, sale_no) REFERENCES sale (shop, no)"
                            + " ON UPDATE SET NULL, FOREIGN KEY (sale_shop) REFERENCES shop (id))");
        }
        server =
                project.file("keyed.connection", "TYPE jdbc\nJDBC_URL jdbc:sqlite:data/keyed.db\n")
                        .start("query-timeout", "60s");
        connection =
                DriverManager.getConnection(
                        "jdbc:penstock://127.0.0.1:%d/?token=%s"
                                .formatted(server.port(), TestProject.TOKEN));
        metadata = connection.getMetaData();
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        server.close();
    }

    /** Keys of tables and columns that a token may not read are nobody's. */
    @Test
    void keysOfOtherTablesAreNotListed() throws Exception {
        ImmutableList<String> columns = ImmutableList.of("PKTABLE_NAME", "FKTABLE_NAME");
        try (Connection sales = connect(token("sales", "keyed.sale"))) {
            DatabaseMetaData seen = sales.getMetaData();
            assertThat(rows(seen.getPrimaryKeys(null, "keyed", "sale"), "COLUMN_NAME"))
                    .containsExactlyInAnyOrder("shop", "no");
            assertThat(rows(seen.getPrimaryKeys(null, "keyed", "shop"), "COLUMN_NAME")).isEmpty();
            assertThat(rows(seen.getImportedKeys(null, "keyed", "sale"), columns)).isEmpty();
            assertThat(rows(seen.getExportedKeys(null, "keyed", "sale"), columns)).isEmpty();
            assertThat(rows(seen.getExportedKeys(null, "keyed", "shop"), columns)).isEmpty();
            assertThat(rows(seen.getImportedKeys(null, "keyed", "item"), columns)).isEmpty();
            assertThat(
                            rows(
                                    seen.getCrossReference(
                                            null, "keyed", "shop", null, "keyed", "sale"),
                                    columns))
                    .isEmpty();
        }
        try (Connection both = connect(token("both", "keyed.sale", "keyed.shop"))) {
            DatabaseMetaData seen = both.getMetaData();
            assertThat(rows(seen.getImportedKeys(null, "keyed", "sale"), columns))
                    .containsExactly("shop sale");
        }
        try (Connection amounts = connect(token("amounts", "keyed.sale(amount)", "keyed.shop"))) {
            DatabaseMetaData seen = amounts.getMetaData();
            assertThat(rows(seen.getPrimaryKeys(null, "keyed", "sale"), "COLUMN_NAME")).isEmpty();
            assertThat(rows(seen.getImportedKeys(null, "keyed", "sale"), columns)).isEmpty();
            assertThat(rows(seen.getExportedKeys(null, "keyed", "shop"), columns)).isEmpty();
        }
    }

    private static String token(String name, String... tables) {
        StringBuilder path = new StringBuilder("/v0/tokens/?name=" + name);
        for (String table : tables) {
            path.append("&scope=").append(TestClient.encode("DATASOURCES:READ:" + table));
        }
        try (TestClient client = new TestClient(server)) {
            return TestClient.json(
                            client.post(path.toString(), "application/x-www-form-urlencoded", ""))
                    .path("token")
                    .asText();
        }
    }

    private static Connection connect(String token) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:penstock://127.0.0.1:%d/?token=%s".formatted(server.port(), token));
    }

    private static ImmutableList<String> rows(ResultSet rows, ImmutableList<String> columns)
            throws SQLException {
        return rows(rows, columns.toArray(String[]::new));
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

    @Test
    void primaryKeysAreOrderedByColumn() throws SQLException {
        String[] columns = {"TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ"};
        assertThat(rows(metadata.getPrimaryKeys(null, "keyed", "sale"), columns))
                .containsExactly("null keyed sale no 2", "null keyed sale shop 1");
        assertThat(rows(metadata.getPrimaryKeys("", "KEYED", "Shop"), columns))
                .containsExactly("null keyed shop id 1");
        assertThat(rows(metadata.getPrimaryKeys(null, null, "shop"), "PK_NAME"))
                .containsExactly("pk_shop");
        assertThat(rows(metadata.getPrimaryKeys("other", "keyed", "shop"), columns)).isEmpty();
        assertThat(rows(metadata.getPrimaryKeys(null, "keyed", "item"), columns)).isEmpty();
    }

    @Test
    void foreignKeysFromBothEnds() throws SQLException {
        String[] columns = {
            "PKTABLE_SCHEM",
            "PKTABLE_NAME",
            "PKCOLUMN_NAME",
            "FKTABLE_SCHEM",
            "FKTABLE_NAME",
            "FKCOLUMN_NAME",
            "KEY_SEQ",
            "UPDATE_RULE",
            "DELETE_RULE",
            "DEFERRABILITY"
        };
        String saleShop = "keyed shop id keyed sale shop 1 3 0 7";
        String itemShop = "keyed shop id keyed item sale_shop 1 3 3 7";
        String itemSale = "keyed sale shop keyed item sale_shop 1 2 3 7";
        String itemSaleNo = "keyed sale no keyed item sale_no 2 2 3 7";
        assertThat(rows(metadata.getImportedKeys(null, "keyed", "sale"), columns))
                .containsExactly(saleShop);
        assertThat(rows(metadata.getImportedKeys(null, "keyed", "item"), columns))
                .containsExactly(itemSale, itemSaleNo, itemShop);
        assertThat(rows(metadata.getExportedKeys(null, "keyed", "shop"), columns))
                .containsExactly(itemShop, saleShop);
        assertThat(
                        rows(
                                metadata.getCrossReference(
                                        null, "keyed", "sale", null, "keyed", "item"),
                                columns))
                .containsExactly(itemSale, itemSaleNo);
        assertThat(metadata.getCrossReference(null, "keyed", "item", null, null, "sale").next())
                .isFalse();
    }

    @Test
    void namesOfConstraintsBelongTogether() throws SQLException {
        String[] names = {"PK_NAME"};
        assertThat(rows(metadata.getImportedKeys(null, "keyed", "sale"), names))
                .isEqualTo(rows(metadata.getPrimaryKeys(null, "keyed", "shop"), names));
    }

    @Test
    void aPrimaryKeyIsAUniqueIndexAndTellsRowsApart() throws SQLException {
        assertThat(
                        rows(
                                metadata.getIndexInfo(null, "keyed", "sale", true, true),
                                "TABLE_NAME",
                                "NON_UNIQUE",
                                "INDEX_NAME",
                                "TYPE",
                                "ORDINAL_POSITION",
                                "COLUMN_NAME"))
                .containsExactly("sale false pk_sale 3 1 shop", "sale false pk_sale 3 2 no");
        assertThat(
                        rows(
                                metadata.getBestRowIdentifier(
                                        null,
                                        "keyed",
                                        "sale",
                                        DatabaseMetaData.bestRowSession,
                                        false),
                                "COLUMN_NAME",
                                "DATA_TYPE",
                                "TYPE_NAME",
                                "COLUMN_SIZE",
                                "PSEUDO_COLUMN"))
                .containsExactly("shop -5 BIGINT 19 1", "no -5 BIGINT 19 1");
    }

    @Test
    void functionsWithTheirForms() throws SQLException {
        assertThat(
                        rows(
                                metadata.getFunctions(null, null, "SUBSTR"),
                                "FUNCTION_NAME",
                                "FUNCTION_TYPE",
                                "SPECIFIC_NAME"))
                .containsExactly("substr 1 substr_1");
        assertThat(rows(metadata.getFunctions(null, "%", "date\\_tr_nc"), "FUNCTION_NAME"))
                .isNotEmpty()
                .allMatch("date_trunc"::equals);
        assertThat(rows(metadata.getFunctions(null, "lake", "%"), "FUNCTION_NAME")).isEmpty();
        assertThat(
                        rows(
                                metadata.getFunctionColumns(null, null, "substr", null),
                                "COLUMN_NAME",
                                "COLUMN_TYPE",
                                "DATA_TYPE",
                                "TYPE_NAME",
                                "ORDINAL_POSITION"))
                .containsExactly(
                        " 4 12 VARCHAR 0",
                        "value 1 12 VARCHAR 1",
                        "start 1 -5 BIGINT 2",
                        "length 1 -5 BIGINT 3");
    }

    /** Each type of a parameter has a number; only those that several types fit are OTHER. */
    @Test
    void everyParameterHasAType() throws SQLException {
        ResultSet rows = metadata.getFunctionColumns(null, null, "%", "%");
        int count = 0;
        while (rows.next()) {
            count++;
            assertThat(rows.getInt("DATA_TYPE") == Types.OTHER)
                    .as(rows.getString("SPECIFIC_NAME") + " " + rows.getString("TYPE_NAME"))
                    .isEqualTo(rows.getString("TYPE_NAME").equals("ANY"));
        }
        assertThat(count).isGreaterThan(1_000);
    }

    @Test
    void everybodyReadsWhatTheySee() throws SQLException {
        assertThat(
                        rows(
                                metadata.getTablePrivileges(null, "keyed", "s%"),
                                "TABLE_NAME",
                                "PRIVILEGE",
                                "IS_GRANTABLE"))
                .containsExactly("sale SELECT NO", "shop SELECT NO");
        assertThat(rows(metadata.getColumnPrivileges(null, "keyed", "shop", "%"), "COLUMN_NAME"))
                .containsExactly("id", "name");
    }

    /** Tools forget to close what they listed. */
    @Test
    void listingsHoldNothingAtTheServer() throws SQLException {
        for (int i = 0; i < 150; i++) {
            assertThat(metadata.getPrimaryKeys(null, "keyed", "shop").next()).isTrue();
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1")) {
            assertThat(rows.next()).isTrue();
        }
    }
}
