package io.penstock.server.flight;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetXdbcTypeInfo;
import org.jspecify.annotations.Nullable;

import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.util.Comparator;

/** The types that SQL has here, as ODBC's and JDBC's type information says them. */
final class TypeInfos {
    private static final int RADIX = 10;
    private static final int TEXT_LENGTH = Integer.MAX_VALUE;
    private static final int DATETIME = 9;

    private static final ImmutableList<Type> TYPES =
            ImmutableList.of(
                    number("TINYINT", Types.TINYINT, 3, 0),
                    unsigned("UTINYINT", Types.SMALLINT, 3),
                    number("BIGINT", Types.BIGINT, 19, 0),
                    unsigned("UINTEGER", Types.BIGINT, 10),
                    plain("VARBINARY", Types.VARBINARY, TEXT_LENGTH, "X'", "'"),
                    new Type(
                            "DECIMAL",
                            Types.DECIMAL,
                            38,
                            "",
                            "",
                            ImmutableList.of("precision", "scale"),
                            false,
                            0,
                            38),
                    unsigned("UBIGINT", Types.DECIMAL, 20),
                    number("INTEGER", Types.INTEGER, 10, 0),
                    unsigned("USMALLINT", Types.INTEGER, 5),
                    number("SMALLINT", Types.SMALLINT, 5, 0),
                    floating("REAL", Types.REAL, 7),
                    floating("DOUBLE", Types.DOUBLE, 15),
                    plain("VARCHAR", Types.VARCHAR, TEXT_LENGTH, "'", "'"),
                    plain("UUID", Types.VARCHAR, 36, "UUID '", "'"),
                    plain("BOOLEAN", Types.BOOLEAN, 1, "", ""),
                    plain("DATE", Types.DATE, 10, "DATE '", "'"),
                    time("TIME", Types.TIME, 15, "TIME '"),
                    time("TIMESTAMP", Types.TIMESTAMP, 29, "TIMESTAMP '"),
                    plain("ROW", Types.STRUCT, 0, "", ""),
                    plain("ARRAY", Types.ARRAY, 0, "", ""),
                    plain("MAP", Types.OTHER, 0, "", ""),
                    time(
                            "TIMESTAMP WITH TIME ZONE",
                            Types.TIMESTAMP_WITH_TIMEZONE,
                            26,
                            "TIMESTAMP WITH TIME ZONE '"));

    private TypeInfos() {}

    /**
     * A type.
     *
     * @param unsigned absent for what is no number
     */
    private record Type(
            String name,
            int number,
            int size,
            String prefix,
            String suffix,
            ImmutableList<String> parameters,
            @Nullable Boolean unsigned,
            @Nullable Integer leastScale,
            @Nullable Integer mostScale) {}

    private static Type number(String name, int number, int digits, int scale) {
        return new Type(name, number, digits, "", "", ImmutableList.of(), false, scale, scale);
    }

    private static Type unsigned(String name, int number, int digits) {
        return new Type(name, number, digits, "", "", ImmutableList.of(), true, 0, 0);
    }

    private static Type floating(String name, int number, int digits) {
        return new Type(name, number, digits, "", "", ImmutableList.of(), false, null, null);
    }

    private static Type plain(String name, int number, int size, String prefix, String suffix) {
        return new Type(name, number, size, prefix, suffix, ImmutableList.of(), null, null, null);
    }

    private static Type time(String name, int number, int size, String prefix) {
        return new Type(name, number, size, prefix, "'", ImmutableList.of("precision"), null, 0, 9);
    }

    static void write(CommandGetXdbcTypeInfo command, RowBatches rows) {
        TYPES.stream()
                .sorted(Comparator.comparingInt(Type::number))
                .filter(type -> !command.hasDataType() || command.getDataType() == type.number())
                .forEach(type -> row(type, rows));
    }

    private static void row(Type type, RowBatches rows) {
        rows.row(
                type.name(),
                type.number(),
                type.size() == 0 ? null : type.size(),
                blankIsNull(type.prefix()),
                blankIsNull(type.suffix()),
                type.parameters(),
                DatabaseMetaData.typeNullable,
                type.number() == Types.VARCHAR,
                DatabaseMetaData.typeSearchable,
                type.unsigned(),
                false,
                type.unsigned() == null ? null : false,
                type.name(),
                type.leastScale(),
                type.mostScale(),
                isTime(type) ? DATETIME : type.number(),
                subcode(type),
                type.unsigned() == null ? null : RADIX,
                null);
    }

    private static @Nullable String blankIsNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static boolean isTime(Type type) {
        return subcode(type) != null;
    }

    private static @Nullable Integer subcode(Type type) {
        return switch (type.number()) {
            case Types.DATE -> 1;
            case Types.TIME -> 2;
            case Types.TIMESTAMP -> 3;
            case Types.TIMESTAMP_WITH_TIMEZONE -> 5;
            default -> null;
        };
    }
}
