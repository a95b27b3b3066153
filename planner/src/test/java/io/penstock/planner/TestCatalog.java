package io.penstock.planner;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.catalog.Catalog;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** A catalog for tests: a shop in files, whose rows nobody reads. */
public final class TestCatalog {
    /** The columns of {@code shop.orders}. */
    public static final Schema ORDERS =
            new Schema(
                    ImmutableList.of(
                            FieldTypes.field("id", FieldTypes.INT64, false),
                            FieldTypes.field("customer_id", FieldTypes.INT32, true),
                            FieldTypes.field("amount", new ArrowType.Decimal(15, 2, 128), true),
                            FieldTypes.field("status", FieldTypes.UTF8, true),
                            FieldTypes.field("price", FieldTypes.FLOAT64, true),
                            FieldTypes.field("day", FieldTypes.DATE, true),
                            FieldTypes.timestamp("created_at", 6, true),
                            FieldTypes.field("paid", FieldTypes.BOOL, true),
                            FieldTypes.list(
                                    "tags", FieldTypes.field("item", FieldTypes.UTF8, true), true),
                            FieldTypes.field("quantity", new ArrowType.Int(32, false), true)));

    /** The columns of {@code shop.customers}. */
    public static final Schema CUSTOMERS =
            new Schema(
                    ImmutableList.of(
                            FieldTypes.field("id", FieldTypes.INT32, false),
                            FieldTypes.field("name", FieldTypes.UTF8, true),
                            FieldTypes.field("country", FieldTypes.UTF8, true),
                            FieldTypes.field("since", FieldTypes.DATE, true)));

    private TestCatalog() {}

    /** The shop. */
    public static Catalog shop() {
        Source source =
                new FixedSource("shop", ImmutableMap.of("orders", ORDERS, "customers", CUSTOMERS));
        return new Catalog(
                1, ImmutableMap.of("shop", source), ImmutableSet.of("shop", "daily_sales"));
    }

    /** A source with these tables, each a Parquet file that does not exist. */
    public record FixedSource(String name, ImmutableMap<String, Schema> schemas) implements Source {
        @Override
        public ImmutableList<TableName> tables() {
            return schemas.keySet().stream()
                    .map(table -> TableName.of(name, table))
                    .collect(ImmutableList.toImmutableList());
        }

        @Override
        public Optional<SourceTable> table(ImmutableList<String> path) {
            return path.size() == 1
                    ? schemas.keySet().stream()
                            .filter(table -> same(table, path.get(0)))
                            .findFirst()
                            .map(this::sourceTable)
                    : Optional.empty();
        }

        private SourceTable sourceTable(String table) {
            URI file = URI.create("file:///nowhere/" + table + ".parquet");
            Schema schema = schemas.get(table);
            if (schema == null) {
                throw new IllegalArgumentException(table);
            }
            return new SourceTable(
                    TableName.of(name, table),
                    schema,
                    TableStatistics.UNKNOWN,
                    "1",
                    new TableAccess.Files(
                            new TableAccess.FileFormat.Parquet(),
                            ImmutableList.of(file),
                            ImmutableList.of()));
        }

        private static boolean same(String one, String other) {
            return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
        }

        @Override
        public boolean isCurrent(SourceTable table) {
            return true;
        }

        @Override
        public BatchStream read(Scan.Pushed scan, QueryContext context) {
            throw new IllegalStateException("files are read by the engine");
        }

        @Override
        public void refresh() {}

        @Override
        public void close() {}
    }

    /** A column, for tests that make schemas of their own. */
    public static Field text(String name) {
        return FieldTypes.field(name, FieldTypes.UTF8, true);
    }
}
