package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.scan.KeyFilter;

import org.duckdb.DuckDBResultSet;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the keys for a scan out of the part that has them, if they are worth sending. */
final class KeyReader {
    private KeyReader() {}

    /**
     * The keys; empty when all rows are to be asked for, because there are too many keys or because
     * a source could not be told one of them.
     */
    static Optional<ImmutableList<Object>> read(DuckDBResultSet rows, KeyFilter filter)
            throws SQLException {
        List<Object> keys = new ArrayList<>();
        while (rows.next()) {
            Object key = value(rows.getObject(1));
            if (keys.size() == filter.worth().most() || !isSendable(key)) {
                return Optional.empty();
            }
            keys.add(key);
        }
        return filter.worth().isGoodFor(keys.size())
                ? Optional.of(ImmutableList.copyOf(keys))
                : Optional.empty();
    }

    /** Whole numbers as sources take them. */
    private static Object value(Object key) {
        return switch (key) {
            case BigDecimal decimal -> decimal;
            case Number number -> number.longValue();
            case LocalDate day -> day;
            case String text -> text;
            default -> throw new IllegalStateException("no key: " + key.getClass());
        };
    }

    /** No source takes the character NUL in a text, but some may have it in their rows. */
    private static boolean isSendable(Object key) {
        return !(key instanceof String text) || text.indexOf('\0') < 0;
    }
}
