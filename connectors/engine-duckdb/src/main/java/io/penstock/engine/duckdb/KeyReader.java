package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.RunProfile;
import io.penstock.spi.engine.RunProfile.Outcome;
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
     * The keys of a part.
     *
     * @param sent them; empty when all rows are to be asked for
     * @param outcome how many there are, and why they are not sent
     */
    record Found(Optional<ImmutableList<Object>> sent, RunProfile.Keys outcome) {
        private static Found not(long found, Outcome why) {
            return new Found(Optional.empty(), new RunProfile.Keys(found, why));
        }

        private static Found of(List<Object> keys) {
            return new Found(
                    Optional.of(ImmutableList.copyOf(keys)),
                    new RunProfile.Keys(keys.size(), Outcome.SENT));
        }
    }

    static Found read(DuckDBResultSet rows, KeyFilter filter) throws SQLException {
        List<Object> keys = new ArrayList<>();
        while (rows.next()) {
            Object key = value(rows.getObject(1));
            if (keys.size() == filter.worth().most()) {
                return Found.not(keys.size(), Outcome.TOO_MANY);
            }
            if (!isSendable(key)) {
                return Found.not(keys.size(), Outcome.UNTELLABLE);
            }
            keys.add(key);
        }
        return filter.worth().isGoodFor(keys.size())
                ? Found.of(keys)
                : Found.not(keys.size(), Outcome.NOT_WORTH_IT);
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
