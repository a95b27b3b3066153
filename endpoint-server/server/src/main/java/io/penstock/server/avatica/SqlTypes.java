package io.penstock.server.avatica;

import com.google.common.collect.ImmutableList;

import java.sql.Types;
import java.util.Comparator;

/** The types of SQL that a column may have, as drivers are told them. */
final class SqlTypes {
    /** Ordered by the number of the type, as JDBC wants it. */
    static final ImmutableList<Info> ALL =
            ImmutableList.sortedCopyOf(
                    Comparator.comparing(Info::id),
                    ImmutableList.of(
                            number("TINYINT", Types.TINYINT, 3),
                            number("SMALLINT", Types.SMALLINT, 5),
                            number("INTEGER", Types.INTEGER, 10),
                            number("BIGINT", Types.BIGINT, 19),
                            unsigned("UTINYINT", Types.SMALLINT, 3),
                            unsigned("USMALLINT", Types.INTEGER, 5),
                            unsigned("UINTEGER", Types.BIGINT, 10),
                            unsigned("UBIGINT", Types.DECIMAL, 20),
                            number("REAL", Types.REAL, 7),
                            number("DOUBLE", Types.DOUBLE, 15),
                            new Info(
                                    "DECIMAL",
                                    Types.DECIMAL,
                                    38,
                                    false,
                                    "precision,scale",
                                    false,
                                    0,
                                    38),
                            number("BOOLEAN", Types.BOOLEAN, 1),
                            quoted("VARCHAR", Types.VARCHAR, Integer.MAX_VALUE, 0),
                            quoted("VARBINARY", Types.VARBINARY, Integer.MAX_VALUE, 0),
                            quoted("UUID", Types.VARCHAR, 36, 0),
                            quoted("DATE", Types.DATE, 10, 0),
                            quoted("TIME", Types.TIME, 15, 6),
                            quoted("TIMESTAMP", Types.TIMESTAMP, 29, 9),
                            quoted(
                                    "TIMESTAMP WITH LOCAL TIME ZONE",
                                    Types.TIMESTAMP_WITH_TIMEZONE,
                                    27,
                                    6)));

    private SqlTypes() {}

    /**
     * A type.
     *
     * @param id of {@link Types}
     * @param arguments what stands in parentheses behind it; may be empty
     */
    record Info(
            String name,
            int id,
            int precision,
            boolean quoted,
            String arguments,
            boolean unsigned,
            int leastScale,
            int mostScale) {}

    private static Info number(String name, int id, int precision) {
        return new Info(name, id, precision, false, "", false, 0, 0);
    }

    private static Info unsigned(String name, int id, int precision) {
        return new Info(name, id, precision, false, "", true, 0, 0);
    }

    private static Info quoted(String name, int id, int precision, int digits) {
        String arguments = digits > 0 && id != Types.TIME ? "precision" : "";
        return new Info(name, id, precision, true, arguments, false, 0, digits);
    }
}
