package io.penstock.planner.function;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Limits on what a function may make of small arguments, as DuckDB text. The engine's own memory
 * limit does not hold for a single value, so a value that would be too large is refused before it
 * is made.
 *
 * <p>A guard stands in place of an argument: {@code repeat(a, CASE WHEN <size> > <limit> THEN
 * error(..) ELSE b END)}. Around the call it would be useless: the engine folds constant calls
 * before it looks at the CASE around them.
 */
public final class Guard {
    /**
     * Bytes of a text that is put together from others, or made from constants: once for a query.
     */
    public static final long TEXT_BYTES = 1L << 20;

    /**
     * Bytes of a text that a function may make out of little for each row; rows come in thousands.
     */
    public static final long ROW_TEXT_BYTES = 1L << 16;

    /** Elements of an array that is put together from others, or made from constants. */
    public static final long ELEMENTS = 1_000_000;

    /** Elements of an array that a function may make out of little for each row. */
    public static final long ROW_ELEMENTS = 20_000;

    /** Steps of an algorithm that compares every character with every other. */
    public static final long STEPS = 25_000_000;

    /** What the engine recognises in an error's text; the sentence follows. */
    public static final String MARK = "PENSTOCK_LIMIT:";

    private Guard() {}

    static long elements(boolean constant) {
        return constant ? ELEMENTS : ROW_ELEMENTS;
    }

    static long bytes(boolean constant) {
        return constant ? TEXT_BYTES : ROW_TEXT_BYTES;
    }

    /** The argument, unless the function would make too long a text out of little. */
    static String text(String function, String argument, String bytes) {
        return guarded(
                argument,
                "%s > $TEXT".formatted(bytes),
                "%s would make a text of more than $LONG bytes".formatted(function));
    }

    /** The argument, unless the function would put too long a text together. */
    static String joined(String function, String argument, String bytes) {
        return guarded(
                argument,
                "%s > %d".formatted(bytes, TEXT_BYTES),
                "%s would make a text of more than %s bytes"
                        .formatted(function, grouped(TEXT_BYTES)));
    }

    /** The argument, unless the function would make an array of more elements than allowed. */
    static String list(String function, String argument, String elements) {
        return guarded(
                argument,
                "%s > $LIST".formatted(elements),
                "%s would make an array of more than $MANY elements".formatted(function));
    }

    /** The argument, unless the function would take more steps than allowed. */
    static String steps(String function, String argument, String steps) {
        return guarded(
                argument,
                "%s > %d".formatted(steps, STEPS),
                "%s would compare texts in more than %s steps".formatted(function, grouped(STEPS)));
    }

    private static String guarded(String argument, String condition, String sentence) {
        return "CASE WHEN %s THEN error('%s %s') ELSE %s END"
                .formatted(condition, MARK, sentence, argument);
    }

    /**
     * Texts joined with {@code ||}: NULL when one is NULL. Two texts that are not constants may
     * double with every query around them; a constant only adds what it is.
     */
    public static String concat(List<String> texts) {
        if (texts.stream().filter(text -> !PrintedText.isConstant(text)).count() < 2) {
            return "(" + String.join(" || ", texts) + ")";
        }
        return Template.once(
                texts,
                places -> {
                    String bytes =
                            places.stream()
                                    .map("strlen(%s)"::formatted)
                                    .collect(Collectors.joining(" + "));
                    String last = places.get(places.size() - 1);
                    return "("
                            + String.join(" || ", places.subList(0, places.size() - 1))
                            + " || "
                            + joined("||", last, bytes)
                            + ")";
                });
    }

    /** A number as the reference writes it. */
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
