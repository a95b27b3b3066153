package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Listing all columns of a database of 10,000 tables with 10 columns each through every door: the
 * first listing that a server is ever asked for, and one that comes later.
 */
final class ListingBenchmark {
    private static final int TABLES = 10_000;
    private static final int COLUMNS = 10;
    private static final int WARM = 7;
    private static final int SERVERS = 3;
    private static final double MAX_COLD_MILLIS = 1_000;
    private static final double MAX_WARM_MILLIS = 200;
    private static final String CONNECTION = "big";
    private static final String REPLAYED = "Avatica, from a server that only replays it";
    private static final List<String> DOORS =
            List.of(
                    "HTTP",
                    "Avatica",
                    REPLAYED,
                    "Avatica, JSON",
                    "jdbc:penstock",
                    "Flight SQL",
                    "Flight SQL's driver");

    private final Report report;
    private final Path root;
    private final Path work;

    ListingBenchmark(Report report, Path root, Path work) {
        this.report = report;
        this.root = root;
        this.work = work;
    }

    @FunctionalInterface
    private interface Door {
        /** Lists all columns; gives how many there are. */
        long columns() throws Exception;
    }

    private record Figures(List<Double> cold, List<Double> warm) {
        Figures() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    void run() throws Exception {
        Path project = project();
        Map<String, Figures> figures = new LinkedHashMap<>();
        // The first server is there to warm up the clients.
        for (int round = 0; round <= SERVERS; round++) {
            for (String door : DOORS) {
                Figures counted = figures.computeIfAbsent(door, name -> new Figures());
                measure(project, door, round == 0 ? new Figures() : counted);
            }
        }
        figures.forEach(this::add);
    }

    private void add(String door, Figures figures) {
        double cold = middle(figures.cold());
        double warm = middle(figures.warm());
        report.add(
                "listing 100,000 columns of 10,000 tables, " + door,
                "first %s ms, later %s ms".formatted(number(cold), number(warm)),
                "at most 1,000 ms, later 200 ms",
                cold <= MAX_COLD_MILLIS && warm <= MAX_WARM_MILLIS);
    }

    private static double middle(List<Double> figures) {
        return median(figures.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private void measure(Path project, String door, Figures figures) throws Exception {
        int port = FlightBenchmark.freePort();
        try (ServerProcess server =
                ServerProcess.launched(root, project, List.of("flight-port=" + port))) {
            switch (door) {
                case "HTTP" -> measure(door, () -> http(server), figures);
                case "Avatica" -> {
                    try (Connection connection = AvaticaBenchmark.connect(server)) {
                        measure(door, () -> jdbc(connection), figures);
                    }
                }
                case REPLAYED -> {
                    try (ServerProcess replay = AvaticaBenchmark.replay(server);
                            Connection connection = AvaticaBenchmark.bare(replay, "protobuf")) {
                        measure(door, () -> jdbc(connection), figures);
                    }
                }
                case "Avatica, JSON" -> {
                    try (Connection connection = AvaticaBenchmark.connect(server, "json")) {
                        measure(door, () -> jdbc(connection), figures);
                    }
                }
                case "jdbc:penstock" -> {
                    try (Connection connection = AvaticaBenchmark.own(server)) {
                        measure(door, () -> jdbc(connection), figures);
                    }
                }
                case "Flight SQL" -> {
                    try (BufferAllocator allocator = new RootAllocator();
                            FlightSqlClient client = FlightBenchmark.client(allocator, port)) {
                        measure(door, () -> flight(client), figures);
                    }
                }
                default -> {
                    String url =
                            "jdbc:arrow-flight-sql://127.0.0.1:%d/?useEncryption=false&token=%s";
                    try (Connection connection =
                            DriverManager.getConnection(url.formatted(port, ServerProcess.TOKEN))) {
                        measure(door, () -> jdbc(connection), figures);
                    }
                }
            }
        }
    }

    private void measure(String name, Door door, Figures figures) throws Exception {
        double cold = millis(door);
        double[] warm = new double[WARM];
        for (int i = 0; i < WARM; i++) {
            warm[i] = millis(door);
        }
        report.progress("%s: first %.0f ms, then %.0f ms", name, cold, median(warm));
        figures.cold().add(cold);
        figures.warm().add(median(warm));
    }

    private static double millis(Door door) throws Exception {
        long start = System.nanoTime();
        long columns = door.columns();
        double millis = (System.nanoTime() - start) / 1e6;
        if (columns != (long) TABLES * COLUMNS) {
            throw new IOException("got " + columns + " columns");
        }
        return millis;
    }

    private static long http(ServerProcess server) throws IOException {
        String sql =
                "SELECT table_schema, table_name, column_name, ordinal_position, data_type,"
                        + " is_nullable FROM information_schema.columns WHERE table_schema = '%s'"
                                .formatted(CONNECTION)
                        + " FORMAT JSONEachRow";
        HttpURLConnection call =
                (HttpURLConnection)
                        server.uri("/v0/sql?q=" + URLEncoder.encode(sql, StandardCharsets.UTF_8))
                                .toURL()
                                .openConnection();
        call.setRequestProperty("Authorization", "Bearer " + ServerProcess.TOKEN);
        try (BufferedReader rows =
                new BufferedReader(
                        new InputStreamReader(call.getInputStream(), StandardCharsets.UTF_8))) {
            return rows.lines().count();
        }
    }

    private static long jdbc(Connection connection) throws SQLException {
        long columns = 0;
        long length = 0;
        try (ResultSet rows = connection.getMetaData().getColumns(null, CONNECTION, null, null)) {
            while (rows.next()) {
                length += rows.getString("TABLE_NAME").length();
                length += rows.getString("COLUMN_NAME").length() + rows.getInt("DATA_TYPE");
                columns++;
            }
        }
        return length == 0 ? 0 : columns;
    }

    private static long flight(FlightSqlClient client) throws Exception {
        FlightInfo info = client.getTables(null, CONNECTION, null, null, true);
        long tables = 0;
        try (FlightStream stream = client.getStream(info.getEndpoints().getFirst().getTicket())) {
            while (stream.next()) {
                tables += stream.getRoot().getRowCount();
            }
        }
        return tables * COLUMNS;
    }

    private Path project() throws IOException, SQLException {
        Path project = Files.createDirectories(work.resolve("listing"));
        Path database = Files.createDirectories(project.resolve("data")).resolve("big.db");
        Files.writeString(
                project.resolve(CONNECTION + ".connection"),
                "TYPE jdbc\nJDBC_URL jdbc:sqlite:data/big.db\n");
        if (!Files.exists(database)) {
            create(database);
        }
        return project;
    }

    private static void create(Path database) throws SQLException {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = sqlite.createStatement()) {
            sqlite.setAutoCommit(false);
            for (int table = 0; table < TABLES; table++) {
                statement.execute(
                        ("CREATE TABLE t%d (id INTEGER PRIMARY KEY, a TEXT, b TEXT NOT NULL, c"
                             + " REAL, d INTEGER, e TEXT, f TEXT, g REAL, h INTEGER, i BLOB)")
                                .formatted(table));
            }
            sqlite.commit();
        }
    }
}
