package io.penstock.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.cost.SeenRows;
import io.penstock.planner.function.FunctionCatalogue;
import io.penstock.planner.parse.SqlParsing;
import io.penstock.query.QueryLimits;
import io.penstock.spi.Source;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs a query twice over the same rows: as it is written, on DuckDB's own tables, and as it is
 * printed, on files or on what the printed questions bring from a "source", which is DuckDB too.
 */
final class Judge implements AutoCloseable {
    private final Connection connection;
    private final String schemaName;
    private final Catalog catalog;

    /**
     * A judge over tables that stand in a schema.
     *
     * @param statements make schema and tables
     * @param place how a table is reached, by its name
     */
    Judge(
            String schemaName,
            ImmutableList<String> statements,
            ImmutableMap<String, Schema> schemas,
            Placement place)
            throws SQLException {
        this.connection = DriverManager.getConnection("jdbc:duckdb:");
        this.schemaName = schemaName;
        for (String statement : statements) {
            execute(statement);
        }
        ImmutableMap.Builder<String, SourceTable> tables = ImmutableMap.builder();
        for (String table : schemas.keySet()) {
            tables.put(
                    table, table(table, schemas.getOrDefault(table, new Schema(List.of())), place));
        }
        FixedSource source = new FixedSource(schemaName, tables.buildOrThrow());
        this.catalog =
                new Catalog(1, ImmutableMap.of(schemaName, source), ImmutableSet.of(schemaName));
    }

    /** How tables are reached. */
    sealed interface Placement {
        record Parquet(Path folder) implements Placement {}

        record Csv(Path folder) implements Placement {}

        record Remote(RemoteDialect dialect) implements Placement {}
    }

    private SourceTable table(String name, Schema schema, Placement place) throws SQLException {
        TableAccess access =
                switch (place) {
                    case Placement.Parquet parquet -> {
                        Path file = parquet.folder().resolve(name + ".parquet");
                        execute("COPY %s.%s TO %s".formatted(schemaName, name, quoted(file)));
                        yield new TableAccess.Files(
                                new TableAccess.FileFormat.Parquet(),
                                ImmutableList.of(file.toUri()),
                                ImmutableList.of());
                    }
                    case Placement.Csv csv -> {
                        Path file = csv.folder().resolve(name + ".csv");
                        execute(
                                "COPY %s.%s TO %s (HEADER, DELIMITER ';', NULLSTR 'nix')"
                                        .formatted(schemaName, name, quoted(file)));
                        yield new TableAccess.Files(
                                new TableAccess.FileFormat.Csv(
                                        ';',
                                        Optional.of('"'),
                                        true,
                                        Optional.of("nix"),
                                        false,
                                        ImmutableMap.of()),
                                ImmutableList.of(file.toUri()),
                                ImmutableList.of());
                    }
                    case Placement.Remote remote ->
                            new TableAccess.Remote(
                                    remote.dialect(),
                                    ImmutableList.of(schemaName, name),
                                    schema.getFields().stream()
                                            .map(field -> field.getName())
                                            .collect(ImmutableList.toImmutableList()));
                };
        return new SourceTable(
                TableName.of(schemaName, name), schema, TableStatistics.UNKNOWN, "1", access);
    }

    private static String quoted(Path file) {
        return "'" + file.toString().replace("'", "''") + "'";
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    PlannedQuery plan(BoundSql sql) {
        SqlParsing parsing = new SqlParsing(FunctionCatalogue.operators());
        return new Dispatcher()
                .dispatch(
                        parsing.parse(
                                sql,
                                catalog,
                                ReadPolicy.EVERYTHING,
                                QueryLimits.DEFAULT.sqlBytes()),
                        SourceTable::statistics,
                        new SeenRows());
    }

    PlannedQuery plan(String sql) {
        return plan(BoundSql.of(sql));
    }

    /** Both answers are the same, in the same order where the query gives one. */
    void agrees(String sql) throws SQLException {
        agrees(sql, sql);
    }

    /** The same, for texts that DuckDB spells otherwise. */
    void agrees(String sql, String forDuckDb) throws SQLException {
        agrees(BoundSql.of(sql), forDuckDb);
    }

    void agrees(BoundSql sql, String forDuckDb) throws SQLException {
        PlannedQuery planned = plan(sql);
        List<String> printed = run(planned, sql.values());
        List<String> original = rows(forDuckDb, ImmutableList.of());
        boolean ordered = forDuckDb.lastIndexOf("ORDER BY") > forDuckDb.lastIndexOf(')');
        if (ordered) {
            assertThat(printed).as(planned.engineSql()).containsExactlyElementsOf(original);
        } else {
            assertThat(printed)
                    .as(planned.engineSql())
                    .containsExactlyInAnyOrderElementsOf(original);
        }
        assertThat(planned.schema().getFields()).as("columns").isNotEmpty();
    }

    /** The printed query's rows. */
    List<String> run(PlannedQuery planned, ImmutableList<BoundValue> values) throws SQLException {
        if (planned.isDirect()) {
            PlannedScan only = planned.scans().get(0);
            return rows(only.sql(), only.parameters().stream().map(values::get).toList());
        }
        for (PlannedScan scan : planned.scans()) {
            String columns =
                    scan.schema().getFields().stream()
                            .map(field -> DuckText.name(field.getName()))
                            .collect(Collectors.joining(", "));
            String table =
                    "CREATE OR REPLACE TEMP TABLE %s AS SELECT * FROM (%s) AS source(%s)"
                            .formatted(scan.name(), scan.sql(), columns);
            try (PreparedStatement statement = connection.prepareStatement(table)) {
                bind(statement, scan.parameters().stream().map(values::get).toList());
                statement.execute();
            }
        }
        return rows(planned.engineSql(), planned.parameters().stream().map(values::get).toList());
    }

    List<String> rows(String sql, List<BoundValue> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet result = statement.executeQuery()) {
                return rows(result);
            }
        } catch (SQLException failure) {
            throw new SQLException(failure.getMessage() + "\n in " + sql, failure);
        }
    }

    private static void bind(PreparedStatement statement, List<BoundValue> values)
            throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i).value());
        }
    }

    private static List<String> rows(ResultSet result) throws SQLException {
        List<String> rows = new ArrayList<>();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(text(result.getObject(i)));
            }
            rows.add(String.join(" | ", row));
        }
        return rows;
    }

    private static String text(@Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> "NULL";
            case Double number when !Double.isFinite(number) -> number.toString();
            case Number number -> number(new BigDecimal(number.toString()));
            case Array array -> Arrays.deepToString((Object[]) array.getArray());
            case java.sql.Date day -> day.toLocalDate() + "";
            default -> value.toString();
        };
    }

    /** Sums of floating-point numbers depend on their order in the last digits. */
    private static String number(BigDecimal number) {
        BigDecimal rounded = number.round(new MathContext(12)).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private record FixedSource(String name, ImmutableMap<String, SourceTable> byName)
            implements Source {
        @Override
        public ImmutableList<TableName> tables() {
            return byName.values().stream()
                    .map(SourceTable::name)
                    .collect(ImmutableList.toImmutableList());
        }

        @Override
        public Optional<SourceTable> table(ImmutableList<String> path) {
            return Optional.ofNullable(byName.get(path.get(0).toLowerCase(Locale.ROOT)));
        }

        @Override
        public boolean isCurrent(SourceTable table) {
            return true;
        }

        @Override
        public BatchStream read(Scan.Pushed scan, QueryContext context) {
            throw new IllegalStateException("the judge reads");
        }

        @Override
        public void refresh() {}

        @Override
        public void close() {}
    }
}
