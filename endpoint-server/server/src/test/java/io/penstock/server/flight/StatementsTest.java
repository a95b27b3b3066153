package io.penstock.server.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient.PreparedStatement;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Statements, prepared and not, as Arrow's own client sends them. */
class StatementsTest {
    @TempDir private static Path folder;
    private static PenstockServer server;
    private static FlightClients client;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .withNumbers(100_000)
                        .pipe("top", "SELECT id, s FROM lake.ev ORDER BY id")
                        .start();
        client = new FlightClients(server);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    static void refused(FlightStatusCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FlightRuntimeException.class,
                        e -> {
                            CallStatus status = e.status();
                            assertThat(status.code()).as(status.description()).isEqualTo(code);
                            assertThat(status.description()).contains(message);
                        });
    }

    @Test
    void aStatementHasItsColumnsBeforeAndItsRowsAfter() throws Exception {
        FlightInfo info = client.sql.execute("SELECT id, s FROM lake.ev ORDER BY id");
        assertThat(info.getSchemaOptional().orElseThrow().getFields())
                .extracting(Field::getName)
                .containsExactly("id", "s");
        assertThat(info.getSchemaOptional().orElseThrow().getFields().get(1).getType())
                .isEqualTo(ArrowType.Utf8.INSTANCE);
        try (FlightStream stream = client.open(info)) {
            assertThat(stream.getSchema()).isEqualTo(info.getSchemaOptional().orElseThrow());
            assertThat(FlightClients.rows(stream))
                    .containsExactly(
                            List.of("1", "one"), List.of("2", "two"), List.of("3", "three"));
        }
    }

    @Test
    void aPipeIsAView() throws Exception {
        assertThat(client.query("SELECT COUNT(*) AS c FROM top")).containsExactly(List.of("3"));
        assertThat(client.query("SELECT s FROM public.top WHERE id = 2"))
                .containsExactly(List.of("two"));
    }

    @Test
    void manyBatchesComeWhole() throws Exception {
        assertThat(sum(client.sql.execute("SELECT id, s FROM lake.numbers")))
                .isEqualTo(99_999L * 100_000 / 2);
    }

    /** The engine reads a result as it did the last one; its buffers must not be used twice. */
    @Test
    void aStatementThatHadFewRowsMayHaveMany() throws Exception {
        try (PreparedStatement statement =
                        client.sql.prepare("SELECT id FROM lake.numbers WHERE id < ?");
                VectorSchemaRoot values =
                        VectorSchemaRoot.create(statement.getParameterSchema(), client.allocator)) {
            for (long rows : new long[] {3, 3, 3, 90_000}) {
                ((BigIntVector) values.getVector(0)).setSafe(0, rows);
                values.setRowCount(1);
                statement.setParameters(values);
                assertThat(sum(statement.execute())).isEqualTo(rows * (rows - 1) / 2);
            }
        }
    }

    private static long sum(FlightInfo info) throws Exception {
        long sum = 0;
        try (FlightStream stream = client.open(info)) {
            while (stream.next()) {
                BigIntVector ids = (BigIntVector) stream.getRoot().getVector("id");
                for (int i = 0; i < ids.getValueCount(); i++) {
                    sum += ids.get(i);
                }
            }
        }
        return sum;
    }

    @Test
    void noRowsStillHaveColumns() throws Exception {
        FlightInfo info = client.sql.execute("SELECT id FROM lake.ev WHERE id > 99");
        try (FlightStream stream = client.open(info)) {
            assertThat(stream.getSchema().getFields()).hasSize(1);
            assertThat(FlightClients.rows(stream)).isEmpty();
        }
    }

    @Test
    void aTicketMayBeReadAgain() throws Exception {
        FlightInfo info = client.sql.execute("SELECT 1 AS one");
        assertThat(client.rows(info)).containsExactly(List.of("1"));
        assertThat(client.rows(info)).containsExactly(List.of("1"));
    }

    @Test
    void columnsAreKnownWithoutRunning() throws Exception {
        Schema schema = client.sql.getExecuteSchema("SELECT id, n FROM lake.ev").getSchema();
        assertThat(schema.getFields()).extracting(Field::getName).containsExactly("id", "n");
    }

    @Test
    void wrongSqlIsToldWithItsPlace() {
        refused(
                FlightStatusCode.INVALID_ARGUMENT,
                "line 1, column 8",
                () -> client.sql.execute("SELECT nothing FROM lake.ev"));
    }

    @Test
    void onlySelectIsPossible() {
        refused(
                FlightStatusCode.INVALID_ARGUMENT,
                "SELECT",
                () -> client.sql.execute("DELETE FROM lake.ev"));
        refused(
                FlightStatusCode.INVALID_ARGUMENT,
                "SELECT",
                () -> client.sql.execute("CREATE TABLE t (a INT)"));
        refused(
                FlightStatusCode.UNIMPLEMENTED,
                "only reads",
                () -> client.sql.executeUpdate("DELETE FROM lake.ev"));
        refused(
                FlightStatusCode.UNIMPLEMENTED,
                "Transactions",
                () -> client.sql.beginTransaction());
    }

    @Test
    void parametersAreBoundAndBoundAgain() throws Exception {
        try (PreparedStatement statement =
                client.sql.prepare(
                        "SELECT id, s FROM lake.numbers WHERE id >= ? AND id < ? ORDER BY id")) {
            assertThat(statement.getResultSetSchema().getFields()).hasSize(2);
            Schema parameters = statement.getParameterSchema();
            assertThat(parameters.getFields())
                    .extracting(Field::getType)
                    .containsExactly(new ArrowType.Int(64, true), new ArrowType.Int(64, true));
            try (VectorSchemaRoot values = VectorSchemaRoot.create(parameters, client.allocator)) {
                for (long from : new long[] {5, 70_000}) {
                    values.allocateNew();
                    ((BigIntVector) values.getVector(0)).setSafe(0, from);
                    ((BigIntVector) values.getVector(1)).setSafe(0, from + 2);
                    values.setRowCount(1);
                    statement.setParameters(values);
                    assertThat(client.rows(statement.execute()))
                            .containsExactly(
                                    List.of("" + from, "row " + from),
                                    List.of("" + (from + 1), "row " + (from + 1)));
                    statement.clearParameters();
                }
            }
        }
    }

    @Test
    void valuesOfAnotherTypeAreRefused() throws Exception {
        try (PreparedStatement statement =
                        client.sql.prepare("SELECT s FROM lake.numbers WHERE id = ?");
                VectorSchemaRoot values = text("seven")) {
            statement.setParameters(values);
            refused(
                    FlightStatusCode.INVALID_ARGUMENT,
                    "Parameter 1 is Int(64, true)",
                    () -> statement.execute());
            statement.clearParameters();
        }
    }

    @Test
    void aStatementWithoutItsValuesIsRefused() throws Exception {
        try (PreparedStatement statement =
                client.sql.prepare("SELECT s FROM lake.numbers WHERE id = ?")) {
            refused(
                    FlightStatusCode.INVALID_ARGUMENT,
                    "1 parameters and no values",
                    () -> statement.execute());
        }
        refused(
                FlightStatusCode.INVALID_ARGUMENT,
                "prepare it",
                () -> client.sql.execute("SELECT s FROM lake.numbers WHERE id = ?"));
    }

    private static VectorSchemaRoot text(String value) {
        Schema schema = new Schema(List.of(Field.nullable("1", ArrowType.Utf8.INSTANCE)));
        VectorSchemaRoot values = VectorSchemaRoot.create(schema, client.allocator);
        values.allocateNew();
        ((VarCharVector) values.getVector(0)).setSafe(0, value.getBytes(StandardCharsets.UTF_8));
        values.setRowCount(1);
        return values;
    }

    @Test
    void aClosedStatementIsGone() throws Exception {
        PreparedStatement statement = client.sql.prepare("SELECT 1 AS one");
        FlightInfo info = statement.execute();
        FlightDescriptor again = info.getDescriptor();
        assertThat(client.flight.getInfo(again).getEndpoints()).hasSize(1);
        statement.close();
        refused(
                FlightStatusCode.NOT_FOUND,
                "no such prepared statement",
                () -> client.flight.getInfo(again));
        assertThat(client.rows(info)).containsExactly(List.of("1"));
    }

    @Test
    void inventedTicketsAreRefused() {
        refused(
                FlightStatusCode.INVALID_ARGUMENT,
                "ticket",
                () -> read(new Ticket(new byte[] {1, 2, 3})));
        Ticket guessed =
                new Ticket(
                        Any.pack(
                                        TicketStatementQuery.newBuilder()
                                                .setStatementHandle(
                                                        ByteString.copyFrom(new byte[16]))
                                                .build())
                                .toByteArray());
        refused(FlightStatusCode.NOT_FOUND, "no such ticket", () -> read(guessed));
    }

    private static void read(Ticket ticket) throws Exception {
        try (FlightStream stream = client.sql.getStream(ticket)) {
            stream.next();
        }
    }
}
