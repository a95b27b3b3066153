package io.penstock.server.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/**
 * Databases of 10 columns a table, as BI tools list them: what server and client make for a table
 * when they know it, which by the clock is 0.2 s for ten thousand.
 */
class ManyTablesTest {
    private static final int FEW = 1_000;
    private static final int MANY = 10_000;

    @TempDir private static Path folder;

    @Test
    void aTableOfManyCostsWhatOneOfFewDoes() throws Exception {
        TestProject project =
                TestProject.in(folder)
                        .file("few.connection", "TYPE jdbc\nJDBC_URL jdbc:sqlite:data/few.db\n")
                        .file("many.connection", "TYPE jdbc\nJDBC_URL jdbc:sqlite:data/many.db\n");
        database("few", FEW);
        database("many", MANY);
        try (PenstockServer server = project.start();
                FlightClients client = new FlightClients(server);
                Connection jdbc = JdbcDriver.connect(server)) {
            Cost oneOfFew = cost(FEW, () -> list(client, "few", FEW));
            Cost oneOfMany = cost(MANY, () -> list(client, "many", MANY));
            oneOfMany.check(oneOfFew, 6_000);
            Cost rowsOfFew = cost(FEW, () -> list(jdbc, "few", FEW));
            Cost rowsOfMany = cost(MANY, () -> list(jdbc, "many", MANY));
            rowsOfMany.check(rowsOfFew, 50_000);
        }
    }

    private interface Listing {
        void once() throws Exception;
    }

    /** What a table takes of the whole process: memory, and time of processors. */
    private record Cost(long bytes, double nanos) {
        void check(Cost few, long most) {
            assertThat(bytes).isLessThan(most).isLessThan(few.bytes * 3 / 2);
            assertThat(nanos).isLessThan(few.nanos * 4);
        }
    }

    /** Of a listing that was made before, the least of several. */
    private static Cost cost(int tables, Listing listing) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        listing.once();
        long bytes = Long.MAX_VALUE;
        long nanos = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            long before = threads.getTotalThreadAllocatedBytes();
            long begun = system.getProcessCpuTime();
            listing.once();
            bytes = Math.min(bytes, threads.getTotalThreadAllocatedBytes() - before);
            nanos = Math.min(nanos, system.getProcessCpuTime() - begun);
        }
        return new Cost(bytes / tables, (double) nanos / tables);
    }

    private static void list(FlightClients client, String schema, int count) throws Exception {
        FlightInfo info = client.sql.getTables(null, schema, null, null, true);
        long tables = 0;
        try (FlightStream stream = client.open(info)) {
            while (stream.next()) {
                tables += stream.getRoot().getRowCount();
            }
        }
        assertThat(tables).isEqualTo(count);
    }

    private static void list(Connection connection, String schema, int count) throws Exception {
        long columns = 0;
        try (ResultSet result = connection.getMetaData().getColumns(null, schema, null, null)) {
            while (result.next()) {
                columns++;
            }
        }
        assertThat(columns).isEqualTo(count * 10L);
    }

    private static void database(String name, int tables) throws Exception {
        try (Connection sqlite =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("data/%s.db".formatted(name)));
                Statement statement = sqlite.createStatement()) {
            sqlite.setAutoCommit(false);
            for (int table = 0; table < tables; table++) {
                statement.execute(
                        ("CREATE TABLE t%d (id INTEGER PRIMARY KEY, a TEXT, b TEXT NOT NULL, c"
                             + " REAL, d INTEGER, e TEXT, f TEXT, g REAL, h INTEGER, i BLOB)")
                                .formatted(table));
            }
            sqlite.commit();
        }
    }
}
