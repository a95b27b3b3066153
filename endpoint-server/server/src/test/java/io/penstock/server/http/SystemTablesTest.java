package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;
import io.penstock.server.door.RunningSql;
import io.penstock.server.door.SqlCall;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.Door;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** The server's own tables, read with SQL like any other. */
class SystemTablesTest {
    @TempDir private static Path folder;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        TestProject project =
                TestProject.in(folder)
                        .withShop()
                        .file(
                                "pipes/top.pipe",
                                """
                                DESCRIPTION Events worth looking at
                                NODE top_rows
                                SQL >
                                    %
                                    SELECT id, s, CAST(n AS DECIMAL(10, 2)) AS amount, ts FROM lake.ev
                                    WHERE id > {{Int32(from_id, 0)}}
                                TYPE endpoint
                                """)
                        .pipe(
                                "wide_tables",
                                "SELECT table_schema, table_name, COUNT(*) AS width FROM"
                                        + " information_schema.columns GROUP BY 1, 2");
        try (Connection sqlite =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("data/shop.db"));
                Statement statement = sqlite.createStatement()) {
            statement.execute("CREATE TABLE staff (number INTEGER PRIMARY KEY, name TEXT)");
            statement.execute(
                    "CREATE TABLE visits (shop INTEGER, staff INTEGER REFERENCES staff (number) ON"
                            + " DELETE CASCADE)");
        }
        server = project.start();
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static JsonNode rows(String sql) {
        HttpResponse<String> response =
                client.post("/v0/sql", "text/plain", sql + " FORMAT JSONCompact");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestClient.json(response).get("data");
    }

    @Test
    void schemata() {
        assertThat(
                        rows("SELECT schema_name FROM information_schema.schemata ORDER BY 1")
                                .toString())
                .isEqualTo(
                        "[[\"information_schema\"],[\"lake\"],[\"public\"],[\"shop\"],[\"system\"],"
                                + "[\"tinybird\"]]");
    }

    @Test
    void tables() {
        assertThat(
                        rows("SELECT table_schema, table_name, table_type, table_comment FROM"
                                        + " information_schema.tables WHERE table_schema IN"
                                        + " ('public', 'shop', 'lake') ORDER BY 1, 2")
                                .toString())
                .isEqualTo(
                        "[[\"lake\",\"ev\",\"BASE TABLE\",null],"
                                + "[\"lake\",\"tag\",\"BASE TABLE\",null],"
                                + "[\"public\",\"top\",\"VIEW\",\"Events worth looking at\"],"
                                + "[\"public\",\"wide_tables\",\"VIEW\",null],"
                                + "[\"shop\",\"shops\",\"BASE TABLE\",null],"
                                + "[\"shop\",\"staff\",\"BASE TABLE\",null],"
                                + "[\"shop\",\"visits\",\"BASE TABLE\",null]]");
        assertThat(
                        rows(
                                "SELECT count(*) FROM information_schema.tables WHERE table_type ="
                                        + " 'SYSTEM VIEW'"))
                .hasToString("[[16]]");
    }

    @Test
    void columnsOfTablesAndPipes() {
        assertThat(
                        rows("SELECT column_name, ordinal_position, is_nullable, data_type,"
                                        + " numeric_precision, numeric_scale, datetime_precision"
                                        + " FROM information_schema.columns WHERE table_name ="
                                        + " 'top' ORDER BY 2")
                                .toString())
                .isEqualTo(
                        "[[\"id\",1,\"YES\",\"UBIGINT\",20,0,null],"
                                + "[\"s\",2,\"YES\",\"VARCHAR\",null,null,null],"
                                + "[\"amount\",3,\"YES\",\"DECIMAL\",10,2,null],"
                                + "[\"ts\",4,\"YES\",\"TIMESTAMP\",null,null,6]]");
        assertThat(
                        rows(
                                "SELECT is_nullable FROM information_schema.columns WHERE"
                                        + " table_name = 'shops' AND column_name = 'name'"))
                .hasToString("[[\"NO\"]]");
    }

    @Test
    void keys() {
        assertThat(
                        rows("SELECT c.table_name, c.constraint_type, k.column_name,"
                                        + " r.delete_rule, r.unique_constraint_name FROM"
                                        + " information_schema.table_constraints c JOIN"
                                        + " information_schema.key_column_usage k ON"
                                        + " k.constraint_name = c.constraint_name AND"
                                        + " k.table_name = c.table_name LEFT JOIN"
                                        + " information_schema.referential_constraints r ON"
                                        + " r.constraint_name = c.constraint_name ORDER BY 1, 2")
                                .toString())
                .isEqualTo(
                        "[[\"staff\",\"PRIMARY KEY\",\"number\",null,null],[\"visits\",\"FOREIGN"
                                + " KEY\",\"staff\",\"CASCADE\",\"pk_staff\"]]");
        assertThat(
                        rows(
                                "SELECT table_name, column_name, referenced_table_schema,"
                                        + " referenced_table_name, referenced_column_name FROM"
                                        + " information_schema.key_column_usage WHERE"
                                        + " referenced_table_name IS NOT NULL"))
                .hasToString("[[\"visits\",\"staff\",\"shop\",\"staff\",\"number\"]]");
    }

    @Test
    void functions() {
        assertThat(
                        rows(
                                "SELECT routine_definition FROM information_schema.routines WHERE"
                                        + " routine_name = 'substr'"))
                .hasToString("[[\"substr(value text, start bigint, [length bigint]) → text\"]]");
        assertThat(
                        rows(
                                "SELECT r.data_type, p.parameter_name, p.data_type FROM"
                                        + " information_schema.parameters p JOIN"
                                        + " information_schema.routines r ON r.specific_name ="
                                        + " p.specific_name WHERE r.routine_name = 'substr'"
                                        + " ORDER BY p.ordinal_position"))
                .hasToString(
                        "[[\"VARCHAR\",\"value\",\"VARCHAR\"],"
                                + "[\"VARCHAR\",\"start\",\"BIGINT\"],"
                                + "[\"VARCHAR\",\"length\",\"BIGINT\"]]");
        assertThat(
                        rows("SELECT is_aggregate, alias_to FROM system.functions WHERE name ="
                                        + " 'string_agg'")
                                .get(0)
                                .get(0)
                                .asInt())
                .isEqualTo(1);
        assertThat(rows("SELECT count(*) > 300 FROM system.functions").get(0).get(0).asBoolean())
                .isTrue();
    }

    @Test
    void systemTablesInClickHousesWords() {
        assertThat(
                        rows("SELECT name, type, position FROM system.columns WHERE"
                                        + " \"table\" = 'top' ORDER BY position")
                                .toString())
                .isEqualTo(
                        "[[\"id\",\"Nullable(UInt64)\",1],[\"s\",\"Nullable(String)\",2],"
                                + "[\"amount\",\"Nullable(Decimal(10, 2))\",3],"
                                + "[\"ts\",\"Nullable(DateTime64(6))\",4]]");
        assertThat(rows("SELECT engine FROM system.tables WHERE name = 'top'"))
                .hasToString("[[\"View\"]]");
    }

    @Test
    void theyJoinWithAnythingAndStandInPipes() {
        assertThat(
                        rows(
                                "SELECT s.name, t.table_type FROM shop.shops s JOIN"
                                    + " information_schema.tables t ON t.table_name = 'shops' ORDER"
                                    + " BY s.id"))
                .hasToString("[[\"Corner\",\"BASE TABLE\"],[\"Market\",\"BASE TABLE\"]]");
        assertThat(rows("SELECT width FROM wide_tables WHERE table_name = 'shops'"))
                .hasToString("[[2]]");
        assertThat(
                        rows(
                                "SELECT a.table_name FROM information_schema.tables a JOIN"
                                    + " INFORMATION_SCHEMA.TABLES b ON a.table_name = b.table_name"
                                    + " WHERE b.table_schema = 'lake' ORDER BY 1 LIMIT 1"))
                .hasToString("[[\"ev\"]]");
    }

    @Test
    void otherDoorsReadThemToo() {
        try (RunningSql running =
                server.sql()
                        .run(
                                new Caller("admin", "admin", Door.FLIGHT, ReadPolicy.EVERYTHING),
                                SqlCall.of("SELECT * FROM information_schema.schemata"))) {
            assertThat(running.result().rows().next()).isTrue();
            assertThat(running.result().rows().batch().getRowCount()).isEqualTo(6);
        }
    }

    @Test
    void unknownOnesAreRefused() {
        HttpResponse<String> response =
                client.post("/v0/sql", "text/plain", "SELECT * FROM information_schema.colums");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("information_schema.columns");
    }

    @Test
    void theirNamesAreReserved() throws Exception {
        assertThat(server.reload())
                .isInstanceOf(io.penstock.server.deploy.Deployments.Outcome.Deployed.class);
        Path file = folder.resolve("system.connection");
        java.nio.file.Files.writeString(file, "TYPE files\nFILES_PATH data/\n");
        try {
            assertThat(server.reload())
                    .isInstanceOf(io.penstock.server.deploy.Deployments.Outcome.Refused.class);
        } finally {
            java.nio.file.Files.delete(file);
            server.reload();
        }
    }
}
