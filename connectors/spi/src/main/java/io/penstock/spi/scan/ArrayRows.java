package io.penstock.spi.scan;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows that a source gets as one array for each of their columns, as PostgreSQL reads them in a
 * {@code FROM} clause. Who writes values into the text may write {@code VALUES} in its place, of
 * which PostgreSQL knows more: of what a function gives it expects that a tenth is alike, and
 * rather hashes the millions of rows that are joined with it.
 *
 * @param end where they end in a text
 * @param types PostgreSQL's names of the columns' types
 */
public record ArrayRows(int end, ImmutableList<String> types) {
    private static final Pattern CALL =
            Pattern.compile(
                    "unnest\\((CAST\\(\\? AS [^\\[]+\\[]\\)(, CAST\\(\\? AS [^\\[]+\\[]\\))*)\\)");

    private static final String BEFORE = "CAST(? AS ";
    private static final String AFTER = "[])";

    /**
     * Their text.
     *
     * @param places what stands for each array
     * @param types PostgreSQL's names of the columns' types
     */
    public static String text(List<String> places, List<String> types) {
        List<String> arrays = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            arrays.add("CAST(%s AS %s[])".formatted(places.get(i), types.get(i)));
        }
        return "unnest(%s)".formatted(String.join(", ", arrays));
    }

    /** Those that begin at a place of a text that was printed with {@code ?} for each array. */
    public static Optional<ArrayRows> at(String sql, int place) {
        Matcher call = CALL.matcher(sql).region(place, sql.length());
        if (!call.lookingAt()) {
            return Optional.empty();
        }
        ImmutableList.Builder<String> types = ImmutableList.builder();
        for (String array : Splitter.on(", " + BEFORE).split(call.group(1))) {
            String cast = array.startsWith(BEFORE) ? array.substring(BEFORE.length()) : array;
            types.add(cast.substring(0, cast.length() - AFTER.length()));
        }
        return Optional.of(new ArrayRows(call.end(), types.build()));
    }
}
