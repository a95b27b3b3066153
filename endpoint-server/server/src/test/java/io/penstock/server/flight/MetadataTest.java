package io.penstock.server.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.sql.FlightSqlColumnMetadata;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlInfo;
import org.apache.arrow.flight.sql.util.TableRef;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What Flight SQL can ask about a server, each command in both of its phases. */
class MetadataTest {
    @TempDir private static Path folder;
    private static PenstockServer server;
    private static FlightClients client;

    @BeforeAll
    static void start() throws Exception {
        TestProject project =
                TestProject.in(folder)
                        .pipe("top", "SELECT id, s FROM lake.ev ORDER BY id")
                        .file(
                                "keyed.connection",
                                "TYPE jdbc\nJDBC_URL jdbc:sqlite:data/keyed.db\n");
        try (Connection sqlite =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("data/keyed.db"));
                Statement statement = sqlite.createStatement()) {
            statement.execute("CREATE TABLE shop (id INTEGER NOT NULL PRIMARY KEY, name TEXT)");
            statement.execute(
                    "CREATE TABLE sale (shop INTEGER NOT NULL, no INTEGER NOT NULL, amount NUMERIC,"
                            + " PRIMARY KEY (no, shop),"
                            + " FOREIGN KEY (shop) REFERENCES shop (id) ON DELETE CASCADE)");
        }
        server = project.start();
        client = new FlightClients(server);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    /** Both phases, and the schema asked for alone, agree. */
    private static List<List<String>> rows(
            FlightInfo info, Supplier<SchemaResult> asked, Schema expected) throws Exception {
        assertThat(info.getSchemaOptional().orElseThrow()).isEqualTo(expected);
        assertThat(asked.get().getSchema()).isEqualTo(expected);
        try (FlightStream stream = client.open(info)) {
            assertThat(stream.getSchema()).isEqualTo(expected);
            return FlightClients.rows(stream);
        }
    }

    @Test
    void thereAreNoCatalogs() throws Exception {
        assertThat(
                        rows(
                                client.sql.getCatalogs(),
                                client.sql::getCatalogsSchema,
                                Schemas.GET_CATALOGS_SCHEMA))
                .isEmpty();
    }

    @Test
    void schemas() throws Exception {
        assertThat(
                        rows(
                                client.sql.getSchemas(null, null),
                                client.sql::getSchemasSchema,
                                Schemas.GET_SCHEMAS_SCHEMA))
                .extracting(row -> row.get(1))
                .contains("keyed", "lake", "public");
        assertThat(client.rows(client.sql.getSchemas(null, "l_k%")))
                .containsExactly(List.of("null", "lake"));
        assertThat(client.rows(client.sql.getSchemas("elsewhere", null))).isEmpty();
        assertThat(client.rows(client.sql.getSchemas("", "lake"))).hasSize(1);
    }

    @Test
    void tableTypes() throws Exception {
        assertThat(
                        rows(
                                client.sql.getTableTypes(),
                                client.sql::getTableTypesSchema,
                                Schemas.GET_TABLE_TYPES_SCHEMA))
                .containsExactly(List.of("SYSTEM TABLE"), List.of("TABLE"), List.of("VIEW"));
    }

    @Test
    void tables() throws Exception {
        assertThat(
                        rows(
                                client.sql.getTables(null, "lake", null, null, false),
                                () -> client.sql.getTablesSchema(false),
                                Schemas.GET_TABLES_SCHEMA_NO_SCHEMA))
                .containsExactly(
                        List.of("null", "lake", "ev", "TABLE"),
                        List.of("null", "lake", "tag", "TABLE"));
        assertThat(client.rows(client.sql.getTables(null, null, "t%", List.of("VIEW"), false)))
                .containsExactly(List.of("null", "public", "top", "VIEW"));
        assertThat(client.rows(client.sql.getTables(null, null, null, List.of("SEQUENCE"), false)))
                .isEmpty();
        assertThat(client.rows(client.sql.getTables("c", null, null, null, false))).isEmpty();
    }

    @Test
    void tablesWithTheirColumns() throws Exception {
        FlightInfo info = client.sql.getTables(null, "keyed", "sale", null, true);
        assertThat(info.getSchemaOptional().orElseThrow()).isEqualTo(Schemas.GET_TABLES_SCHEMA);
        assertThat(client.sql.getTablesSchema(true).getSchema())
                .isEqualTo(Schemas.GET_TABLES_SCHEMA);
        try (FlightStream stream = client.open(info)) {
            assertThat(stream.next()).isTrue();
            assertThat(stream.getRoot().getRowCount()).isEqualTo(1);
            byte[] bytes = ((VarBinaryVector) stream.getRoot().getVector("table_schema")).get(0);
            Schema columns =
                    MessageSerializer.deserializeSchema(
                            new ReadChannel(Channels.newChannel(new ByteArrayInputStream(bytes))));
            assertThat(columns.getFields())
                    .extracting(Field::getName)
                    .containsExactly("shop", "no", "amount");
            Field shop = columns.getFields().getFirst();
            assertThat(shop.isNullable()).isFalse();
            assertThat(new FlightSqlColumnMetadata(shop.getMetadata()).getTypeName())
                    .isEqualTo("BIGINT");
            assertThat(stream.next()).isFalse();
        }
    }

    @Test
    void primaryKeys() throws Exception {
        assertThat(
                        rows(
                                client.sql.getPrimaryKeys(TableRef.of(null, "keyed", "sale")),
                                client.sql::getPrimaryKeysSchema,
                                Schemas.GET_PRIMARY_KEYS_SCHEMA))
                .extracting(row -> row.subList(0, 5))
                .containsExactly(
                        List.of("null", "keyed", "sale", "no", "1"),
                        List.of("null", "keyed", "sale", "shop", "2"));
        assertThat(client.rows(client.sql.getPrimaryKeys(TableRef.of(null, null, "shop"))))
                .hasSize(1);
        assertThat(client.rows(client.sql.getPrimaryKeys(TableRef.of(null, "lake", "ev"))))
                .isEmpty();
    }

    @Test
    void foreignKeys() throws Exception {
        List<String> key =
                List.of("null", "keyed", "shop", "id", "null", "keyed", "sale", "shop", "1");
        assertThat(
                        rows(
                                client.sql.getImportedKeys(TableRef.of(null, "keyed", "sale")),
                                client.sql::getImportedKeysSchema,
                                Schemas.GET_IMPORTED_KEYS_SCHEMA))
                .extracting(row -> row.subList(0, 9))
                .containsExactly(key);
        assertThat(
                        rows(
                                client.sql.getExportedKeys(TableRef.of(null, "keyed", "shop")),
                                client.sql::getExportedKeysSchema,
                                Schemas.GET_EXPORTED_KEYS_SCHEMA))
                .extracting(row -> row.subList(0, 9))
                .containsExactly(key);
        assertThat(
                        rows(
                                client.sql.getCrossReference(
                                        TableRef.of(null, "keyed", "shop"),
                                        TableRef.of(null, "keyed", "sale")),
                                client.sql::getCrossReferenceSchema,
                                Schemas.GET_CROSS_REFERENCE_SCHEMA))
                .extracting(row -> row.subList(0, 9))
                .containsExactly(key);
        assertThat(client.rows(client.sql.getImportedKeys(TableRef.of(null, "keyed", "sale"))))
                .extracting(row -> row.get(12))
                .containsExactly("0");
        assertThat(
                        client.rows(
                                client.sql.getCrossReference(
                                        TableRef.of(null, "keyed", "sale"),
                                        TableRef.of(null, "keyed", "shop"))))
                .isEmpty();
    }

    @Test
    void typeInfo() throws Exception {
        List<List<String>> all =
                rows(
                        client.sql.getXdbcTypeInfo(),
                        client.sql::getXdbcTypeInfoSchema,
                        Schemas.GET_TYPE_INFO_SCHEMA);
        assertThat(all)
                .extracting(List::getFirst)
                .contains("BIGINT", "DECIMAL", "VARCHAR", "TIMESTAMP", "BOOLEAN");
        assertThat(all).extracting(row -> Integer.parseInt(row.get(1))).isSorted();
        assertThat(client.rows(client.sql.getXdbcTypeInfo(java.sql.Types.DECIMAL)))
                .extracting(List::getFirst)
                .containsExactly("DECIMAL", "UBIGINT");
    }

    private static Map<Integer, String> infos(FlightInfo info) throws Exception {
        Map<Integer, String> found = new HashMap<>();
        try (FlightStream stream = client.open(info)) {
            while (stream.next()) {
                UInt4Vector names = (UInt4Vector) stream.getRoot().getVector("info_name");
                DenseUnionVector values = (DenseUnionVector) stream.getRoot().getVector("value");
                for (int i = 0; i < stream.getRoot().getRowCount(); i++) {
                    found.put(names.get(i), String.valueOf(values.getObject(i)));
                }
            }
        }
        return found;
    }

    @Test
    void everySqlInfoIsAnswered() throws Exception {
        FlightInfo info = client.sql.getSqlInfo();
        assertThat(info.getSchemaOptional().orElseThrow()).isEqualTo(Schemas.GET_SQL_INFO_SCHEMA);
        assertThat(client.sql.getSqlInfoSchema().getSchema())
                .isEqualTo(Schemas.GET_SQL_INFO_SCHEMA);
        Map<Integer, String> all = infos(info);
        ImmutableSet<Integer> known =
                Arrays.stream(SqlInfo.values())
                        .filter(name -> name != SqlInfo.UNRECOGNIZED)
                        .map(SqlInfo::getNumber)
                        .collect(ImmutableSet.toImmutableSet());
        assertThat(all.keySet()).isEqualTo(known);
        assertThat(all)
                .containsAllEntriesOf(
                        ImmutableMap.of(
                                SqlInfo.FLIGHT_SQL_SERVER_NAME_VALUE, "Penstock",
                                SqlInfo.FLIGHT_SQL_SERVER_READ_ONLY_VALUE, "true",
                                SqlInfo.SQL_IDENTIFIER_QUOTE_CHAR_VALUE, "\"",
                                SqlInfo.SQL_MAX_STATEMENT_LENGTH_VALUE, "8192",
                                SqlInfo.SQL_SUPPORTED_UNIONS_VALUE, "3"));
        assertThat(all.get(SqlInfo.SQL_STRING_FUNCTIONS_VALUE)).contains("\"concat\"");
        assertThat(all.get(SqlInfo.SQL_SUPPORTS_CONVERT_VALUE)).contains("\"key\":0");
    }

    @Test
    void someSqlInfosAreAnsweredAndUnknownOnesLeftOut() throws Exception {
        assertThat(infos(client.sql.getSqlInfo(SqlInfo.SQL_KEYWORDS, SqlInfo.SQL_DDL_TABLE)))
                .containsOnlyKeys(SqlInfo.SQL_KEYWORDS_VALUE, SqlInfo.SQL_DDL_TABLE_VALUE)
                .containsEntry(SqlInfo.SQL_DDL_TABLE_VALUE, "false");
        assertThat(infos(client.sql.getSqlInfo(new int[] {10_500}))).isEmpty();
    }
}
