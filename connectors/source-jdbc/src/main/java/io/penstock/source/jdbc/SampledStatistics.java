package io.penstock.source.jdbc;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.ColumnSample;
import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableStatistics;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a thousand rows of a table say of its columns where the database itself knows nothing: those
 * of a small table, rows at places all along a key, or PostgreSQL's own sample. Not the first rows
 * of a big table, which came first and are like each other. Thread: one.
 */
final class SampledStatistics {
    private static final Logger LOG = LoggerFactory.getLogger(SampledStatistics.class);

    private static final int ROWS = 1_000;
    private static final int ALL_ROWS = 2 * ROWS;

    /** So many places are looked at with one question. */
    private static final int PLACES = 50;

    private static final int QUESTIONS = ROWS / PLACES;

    /** Fewer rows say too little. */
    private static final int FEWEST = 100;

    /** Characters of a text that are looked at. */
    private static final int PREFIX = 128;

    private final Connection connection;
    private final RemoteDialect dialect;
    private final TableAccess.Remote remote;
    private final List<Column> columns = new ArrayList<>();
    private final int seconds;
    private final long end;
    private long sampled;

    /** A column that is looked at. */
    private static final class Column {
        private final String name;
        private final String sql;
        private final ColumnSample sample;
        private final boolean isText;
        private boolean isCut;

        Column(String name, String sql, ArrowType type) {
            this.name = name;
            this.sql = sql;
            this.isText = type instanceof ArrowType.Utf8;
            this.sample = new ColumnSample(type);
        }
    }

    private SampledStatistics(
            Connection connection, SourceTable table, TableAccess.Remote remote, int seconds) {
        this.connection = connection;
        this.dialect = remote.dialect();
        this.remote = remote;
        this.seconds = seconds;
        this.end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        List<Field> fields = table.schema().getFields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (isLookedAt(field.getType()) && !remote.opaque().contains(field.getName())) {
                String name = quoted(remote.columns().get(i));
                columns.add(new Column(field.getName(), text(name, field), field.getType()));
            }
        }
    }

    /**
     * The same, with what rows say where nothing is known.
     *
     * @param known what the database says
     * @param seconds after which it is given up
     */
    static TableStatistics completed(
            Connection connection, SourceTable table, TableStatistics known, int seconds) {
        if (!(table.access() instanceof TableAccess.Remote remote)
                || known.rows().orElse(0) == 0
                || isComplete(remote.dialect(), table, known)) {
            return known;
        }
        try {
            return new SampledStatistics(connection, table, remote, seconds).completed(known);
        } catch (SQLException e) {
            LOG.debug("No rows of {} could be looked at", table.name(), e);
            return known;
        }
    }

    /** PostgreSQL knows everything once a table was analysed. */
    private static boolean isComplete(
            RemoteDialect dialect, SourceTable table, TableStatistics known) {
        return dialect == RemoteDialect.POSTGRESQL
                ? known.columns().values().stream().anyMatch(column -> column.nulls().isPresent())
                : table.schema().getFields().stream()
                        .allMatch(field -> known.column(field.getName()).distinct().isPresent());
    }

    private static boolean isLookedAt(ArrowType type) {
        return switch (type) {
            case ArrowType.Int ignored -> true;
            case ArrowType.FloatingPoint ignored -> true;
            case ArrowType.Decimal ignored -> true;
            case ArrowType.Utf8 ignored -> true;
            case ArrowType.Bool ignored -> true;
            case ArrowType.Date ignored -> true;
            case ArrowType.Timestamp ignored -> true;
            default -> false;
        };
    }

    private String text(String name, Field field) {
        if (!(field.getType() instanceof ArrowType.Utf8)) {
            return name;
        }
        String text = dialect == RemoteDialect.POSTGRESQL ? name + "::text" : name;
        return "substr(%s, 1, %d)".formatted(text, PREFIX);
    }

    private TableStatistics completed(TableStatistics known) throws SQLException {
        Optional<Boolean> whole = columns.isEmpty() ? Optional.empty() : sample(known);
        if (whole.isEmpty()) {
            return known;
        }
        double all = whole.get() ? 0 : known.rows().orElseThrow();
        ImmutableMap.Builder<String, ColumnStatistics> merged = ImmutableMap.builder();
        merged.putAll(known.columns());
        for (Column column : columns) {
            merged.put(column.name, merged(known.column(column.name), seen(column, all)));
        }
        return new TableStatistics(known.rows(), known.bytes(), merged.buildKeepingLast());
    }

    /** Whoever saw the beginnings of long texts can't tell how long they are. */
    private static ColumnStatistics seen(Column column, double all) {
        ColumnStatistics seen = column.sample.statistics(all);
        return column.isCut
                ? new ColumnStatistics(
                        seen.distinct(), seen.nulls(), OptionalDouble.empty(), seen.range())
                : seen;
    }

    private static ColumnStatistics merged(ColumnStatistics known, ColumnStatistics seen) {
        return new ColumnStatistics(
                known.distinct().isPresent() ? known.distinct() : seen.distinct(),
                known.nulls().isPresent() ? known.nulls() : seen.nulls(),
                known.width().isPresent() ? known.width() : seen.width(),
                known.range().isPresent() ? known.range() : seen.range());
    }

    /** Whether all rows were seen; absent when there is no way to see enough of them. */
    private Optional<Boolean> sample(TableStatistics known) throws SQLException {
        if (!isTable()) {
            return Optional.empty();
        }
        long rows = known.rows().orElseThrow();
        if (rows <= ALL_ROWS) {
            ask(select(Optional.empty()) + " LIMIT " + 2 * ALL_ROWS, List.of(), row -> true);
            return Optional.of(sampled < 2 * ALL_ROWS);
        }
        if (dialect == RemoteDialect.POSTGRESQL) {
            double percent = Math.min(100, 100.0 * 2 * ROWS / rows);
            String part = String.format(Locale.ROOT, " TABLESAMPLE SYSTEM (%.6f)", percent);
            ask(select(Optional.empty()) + part + " LIMIT " + 2 * ROWS, List.of(), row -> true);
        } else {
            Optional<String> place = place();
            if (place.isPresent()) {
                alongside(place.get());
            }
        }
        return sampled < FEWEST ? Optional.empty() : Optional.of(false);
    }

    /** Views are queries: nobody knows what their rows cost. */
    private boolean isTable() throws SQLException {
        return switch (dialect) {
            case POSTGRESQL ->
                    found(
                            "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON"
                                    + " n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname ="
                                    + " ? AND c.relkind IN ('r', 'm', 'p')",
                            remote.path());
            case SQLITE ->
                    found(
                            "SELECT 1 FROM sqlite_schema WHERE name = ? AND type = 'table'",
                            remote.path());
            // Of others nobody tells how many rows they have.
            case MYSQL, H2 -> true;
            case ANSI -> false;
        };
    }

    private boolean found(String sql, List<String> values) throws SQLException {
        return first(sql, values).isPresent();
    }

    private Optional<String> first(String sql, List<String> values) throws SQLException {
        try (PreparedStatement statement = prepared(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            } finally {
                statement.setQueryTimeout(0);
            }
        }
    }

    /** What finds rows fast by a whole number. */
    private Optional<String> place() throws SQLException {
        return switch (dialect) {
            case SQLITE -> Optional.of("_rowid_");
            case H2 -> Optional.of("_ROWID_");
            case MYSQL ->
                    first(
                                    "SELECT s.column_name FROM information_schema.statistics s JOIN"
                                            + " information_schema.columns c ON c.table_schema ="
                                            + " s.table_schema AND c.table_name = s.table_name AND"
                                            + " c.column_name = s.column_name WHERE"
                                            + " s.table_schema = ? AND s.table_name = ? AND"
                                            + " s.index_name = 'PRIMARY' AND s.seq_in_index = 1 AND"
                                            + " c.data_type IN ('int', 'bigint', 'mediumint',"
                                            + " 'smallint')",
                                    remote.path())
                            .map(this::quoted);
            case POSTGRESQL, ANSI -> Optional.empty();
        };
    }

    /** One row at or after each of many places; where keys are far apart it is often the same. */
    private void alongside(String place) throws SQLException {
        long low;
        long high;
        // SQLite would read the whole table for both in one.
        String ends =
                "SELECT (SELECT min(%s) FROM %s), (SELECT max(%s) FROM %s)"
                        .formatted(place, table(), place, table());
        try (PreparedStatement statement = prepared(ends)) {
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                low = row.getLong(1);
                high = row.getLong(2);
            } finally {
                statement.setQueryTimeout(0);
            }
        }
        String one =
                "SELECT * FROM (%s WHERE %s >= ? ORDER BY %s LIMIT 1) AS p"
                        .formatted(select(Optional.of(place)), place, place);
        String many = String.join(" UNION ALL ", Collections.nCopies(PLACES, one));
        Set<Long> found = new HashSet<>();
        // Always the same, so that plans are; values may come back after so many rows.
        SplittableRandom random = new SplittableRandom(ROWS);
        double step = ((double) high - low) / ROWS;
        // Each question goes all along the key, so that a slow database says less and nothing else.
        for (int i = 0; i < QUESTIONS && System.nanoTime() < end; i++) {
            List<Long> places = new ArrayList<>();
            for (int j = i; j < ROWS; j += QUESTIONS) {
                places.add(low + (long) (step * (j + random.nextDouble())));
            }
            ask(many, places, row -> found.add(row.getLong(columns.size() + 1)));
        }
    }

    private interface Choice {
        boolean isWanted(ResultSet row) throws SQLException;
    }

    private void ask(String sql, List<Long> values, Choice choice) throws SQLException {
        try (PreparedStatement statement = prepared(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setLong(i + 1, values.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (choice.isWanted(rows)) {
                        add(rows);
                    }
                }
            } finally {
                // H2 would keep the limit for whatever its connection is asked next.
                statement.setQueryTimeout(0);
            }
        }
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(seconds);
        return statement;
    }

    private void add(ResultSet row) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            String value = row.getString(i + 1);
            column.isCut |= column.isText && Strings.nullToEmpty(value).length() >= PREFIX;
            column.sample.add(value);
        }
        sampled++;
    }

    private String select(Optional<String> place) {
        return Stream.concat(
                        columns.stream().map(column -> column.sql),
                        place.map(name -> name + " AS place_of_row").stream())
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + table()));
    }

    private String table() {
        return remote.path().stream().map(this::quoted).collect(Collectors.joining("."));
    }

    private String quoted(String name) {
        String quote = dialect == RemoteDialect.MYSQL ? "`" : "\"";
        return quote + name.replace(quote, quote + quote) + quote;
    }
}
