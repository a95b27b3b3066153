package io.penstock.server.avatica;

import static io.penstock.server.avatica.ListingRows.ListingColumn.bool;
import static io.penstock.server.avatica.ListingRows.ListingColumn.integer;
import static io.penstock.server.avatica.ListingRows.ListingColumn.small;
import static io.penstock.server.avatica.ListingRows.ListingColumn.text;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.catalog.SqlType;
import io.penstock.query.listing.ListedColumn;
import io.penstock.query.listing.NamePattern;
import io.penstock.query.listing.TableFilter;
import io.penstock.server.avatica.ListingRows.ListingColumn;
import io.penstock.server.door.SqlDoor;
import io.penstock.spi.catalog.TableKind;
import io.penstock.spi.engine.Caller;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.calcite.avatica.ColumnMetaData.AvaticaType;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.remote.Service.ResultSetResponse;
import org.jspecify.annotations.Nullable;

import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The catalog as {@link DatabaseMetaData} lists it. There are no catalogs: each column for one is
 * NULL, and a caller that names one finds nothing.
 */
final class Listings {
    private static final ImmutableList<ListingColumn> CATALOGS =
            ImmutableList.of(text("TABLE_CAT"));
    private static final ImmutableList<ListingColumn> SCHEMAS =
            ImmutableList.of(text("TABLE_SCHEM"), text("TABLE_CATALOG"));
    private static final ImmutableList<ListingColumn> TABLE_TYPES =
            ImmutableList.of(text("TABLE_TYPE"));
    private static final ImmutableList<ListingColumn> TABLES =
            ImmutableList.of(
                    text("TABLE_CAT"),
                    text("TABLE_SCHEM"),
                    text("TABLE_NAME"),
                    text("TABLE_TYPE"),
                    text("REMARKS"),
                    text("TYPE_CAT"),
                    text("TYPE_SCHEM"),
                    text("TYPE_NAME"),
                    text("SELF_REFERENCING_COL_NAME"),
                    text("REF_GENERATION"));
    private static final ImmutableList<ListingColumn> COLUMNS =
            ImmutableList.of(
                    text("TABLE_CAT"),
                    text("TABLE_SCHEM"),
                    text("TABLE_NAME"),
                    text("COLUMN_NAME"),
                    integer("DATA_TYPE"),
                    text("TYPE_NAME"),
                    integer("COLUMN_SIZE"),
                    integer("BUFFER_LENGTH"),
                    integer("DECIMAL_DIGITS"),
                    integer("NUM_PREC_RADIX"),
                    integer("NULLABLE"),
                    text("REMARKS"),
                    text("COLUMN_DEF"),
                    integer("SQL_DATA_TYPE"),
                    integer("SQL_DATETIME_SUB"),
                    integer("CHAR_OCTET_LENGTH"),
                    integer("ORDINAL_POSITION"),
                    text("IS_NULLABLE"),
                    text("SCOPE_CATALOG"),
                    text("SCOPE_SCHEMA"),
                    text("SCOPE_TABLE"),
                    small("SOURCE_DATA_TYPE"),
                    text("IS_AUTOINCREMENT"),
                    text("IS_GENERATEDCOLUMN"));
    private static final ImmutableList<ListingColumn> TYPES =
            ImmutableList.of(
                    text("TYPE_NAME"),
                    integer("DATA_TYPE"),
                    integer("PRECISION"),
                    text("LITERAL_PREFIX"),
                    text("LITERAL_SUFFIX"),
                    text("CREATE_PARAMS"),
                    small("NULLABLE"),
                    bool("CASE_SENSITIVE"),
                    small("SEARCHABLE"),
                    bool("UNSIGNED_ATTRIBUTE"),
                    bool("FIXED_PREC_SCALE"),
                    bool("AUTO_INCREMENT"),
                    text("LOCAL_TYPE_NAME"),
                    small("MINIMUM_SCALE"),
                    small("MAXIMUM_SCALE"),
                    integer("SQL_DATA_TYPE"),
                    integer("SQL_DATETIME_SUB"),
                    integer("NUM_PREC_RADIX"));

    private final Session session;
    private final Caller caller;
    private final SqlDoor door;
    private final Wire wire;

    Listings(Session session, Caller caller, SqlDoor door, Wire wire) {
        this.session = session;
        this.caller = caller;
        this.door = door;
        this.wire = wire;
    }

    ResultSetResponse catalogs() {
        return response(CATALOGS, rows -> {});
    }

    ResultSetResponse schemas(@Nullable String catalog, @Nullable String schema) {
        if (isNamed(catalog)) {
            return response(SCHEMAS, rows -> {});
        }
        ImmutableList<String> found =
                door.list(caller, listing -> listing.schemas(NamePattern.of(schema)));
        return response(SCHEMAS, rows -> found.forEach(name -> rows.add(name, null)));
    }

    ResultSetResponse tableTypes() {
        return response(
                TABLE_TYPES,
                rows ->
                        Arrays.stream(TableKind.values())
                                .map(TableKind::label)
                                .sorted()
                                .forEach(rows::add));
    }

    ResultSetResponse tables(
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String table,
            @Nullable List<String> types) {
        ImmutableSet<TableKind> kinds = kinds(types);
        if (isNamed(catalog) || kinds.isEmpty()) {
            return response(TABLES, rows -> {});
        }
        TableFilter filter = new TableFilter(NamePattern.of(schema), NamePattern.of(table), kinds);
        var found = door.list(caller, listing -> listing.tables(filter));
        return response(
                TABLES,
                rows ->
                        found.stream()
                                .sorted(java.util.Comparator.comparing(t -> t.kind().label()))
                                .forEach(
                                        t ->
                                                rows.add(
                                                        null,
                                                        t.schema(),
                                                        t.name(),
                                                        t.kind().label(),
                                                        t.remarks().orElse(null),
                                                        null,
                                                        null,
                                                        null,
                                                        null,
                                                        null)));
    }

    /** All kinds when the caller names none; a kind that we don't have matches nothing. */
    private static ImmutableSet<TableKind> kinds(@Nullable List<String> types) {
        return Arrays.stream(TableKind.values())
                .filter(
                        kind ->
                                types == null
                                        || types.isEmpty()
                                        || types.stream()
                                                .anyMatch(
                                                        type ->
                                                                Ascii.equalsIgnoreCase(
                                                                        type, kind.label())))
                .collect(ImmutableSet.toImmutableSet());
    }

    ResultSetResponse columns(
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String table,
            @Nullable String column) {
        if (isNamed(catalog)) {
            return response(COLUMNS, rows -> {});
        }
        TableFilter filter =
                new TableFilter(
                        NamePattern.of(schema),
                        NamePattern.of(table),
                        ImmutableSet.copyOf(TableKind.values()));
        ImmutableList<ListedColumn> found =
                door.list(caller, listing -> listing.columns(filter, NamePattern.of(column)));
        Function<Field, AvaticaType> types = typesOnce();
        return response(COLUMNS, rows -> found.forEach(c -> add(c, types.apply(c.field()), rows)));
    }

    /** Most columns of a catalog are of a few types. */
    private Function<Field, AvaticaType> typesOnce() {
        Map<FieldType, AvaticaType> known = new HashMap<>();
        return field ->
                field.getChildren().isEmpty()
                        ? known.computeIfAbsent(field.getFieldType(), type -> told(field))
                        : told(field);
    }

    private AvaticaType told(Field field) {
        return ResultColumn.of(field, session.times()).type();
    }

    private static void add(ListedColumn column, AvaticaType told, ListingRows rows) {
        SqlType type = column.type();
        boolean text = told.id == Types.VARCHAR;
        rows.add(
                null,
                column.table().schema(),
                column.table().name(),
                column.name(),
                told.id,
                type.name(),
                type.precision().orElse(ResultColumn.usualPrecision(told.id)),
                null,
                type.scale().isPresent() ? (Integer) type.scale().getAsInt() : null,
                isNumber(told.id) ? (Integer) 10 : null,
                column.nullable()
                        ? DatabaseMetaData.columnNullable
                        : DatabaseMetaData.columnNoNulls,
                column.remarks().orElse(null),
                null,
                null,
                null,
                text ? (Integer) Integer.MAX_VALUE : null,
                column.position(),
                column.nullable() ? "YES" : "NO",
                null,
                null,
                null,
                null,
                "NO",
                "NO");
    }

    private static boolean isNumber(int id) {
        return switch (id) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.REAL,
                    Types.DOUBLE,
                    Types.DECIMAL ->
                    true;
            default -> false;
        };
    }

    ResultSetResponse typeInfo() {
        return response(TYPES, rows -> SqlTypes.ALL.forEach(type -> add(type, rows)));
    }

    private static void add(SqlTypes.Info type, ListingRows rows) {
        boolean number = isNumber(type.id());
        rows.add(
                type.name(),
                type.id(),
                type.precision(),
                type.quoted() ? "'" : null,
                type.quoted() ? "'" : null,
                type.arguments().isEmpty() ? null : type.arguments(),
                DatabaseMetaData.typeNullable,
                type.id() == Types.VARCHAR,
                DatabaseMetaData.typeSearchable,
                type.unsigned(),
                false,
                false,
                type.name(),
                type.leastScale(),
                type.mostScale(),
                null,
                null,
                number ? (Integer) 10 : null);
    }

    private static boolean isNamed(@Nullable String catalog) {
        return catalog != null && !catalog.isEmpty();
    }

    private ResultSetResponse response(
            ImmutableList<ListingColumn> columns, Consumer<ListingRows> fill) {
        ListingRows rows = new ListingRows(wire);
        fill.accept(rows);
        Meta.Signature signature =
                Meta.Signature.create(
                        ListingRows.describe(columns),
                        "",
                        ImmutableList.of(),
                        Meta.CursorFactory.LIST,
                        Meta.StatementType.SELECT);
        return new ResultSetResponse(
                session.id(), session.nextId(), true, signature, rows.frame(), -1, null);
    }
}
