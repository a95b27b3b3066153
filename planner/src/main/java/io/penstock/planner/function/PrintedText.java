package io.penstock.planner.function;

import java.util.regex.Pattern;

/** Questions about the printed text of an argument. */
final class PrintedText {
    private static final String CAST = "CAST(";
    private static final Pattern TYPE = Pattern.compile("[A-Z0-9_(), \\[\\]]+");
    private static final Pattern KEYWORD =
            Pattern.compile("(DATE|TIME|TIMESTAMP|TIMESTAMPTZ|TIMESTAMP_NS|INTERVAL) ");
    private static final Pattern NUMBER =
            Pattern.compile("-?[0-9.]+(E-?[0-9]+)?|NULL|TRUE|FALSE|\\?|\0[0-9]+\0");
    private static final Pattern COLUMN =
            Pattern.compile("([A-Za-z_]\\w*|\"[^\"]*\")(\\.([A-Za-z_]\\w*|\"[^\"]*\"))?");

    private PrintedText() {}

    /** Whether it is a literal or a value of the query's, perhaps cast. */
    static boolean isConstant(String text) {
        String inner = text;
        while (inner.startsWith(CAST) && inner.endsWith(")")) {
            int as = inner.lastIndexOf(" AS ");
            if (as < 0 || !TYPE.matcher(inner.substring(as + 4, inner.length() - 1)).matches()) {
                return false;
            }
            inner = inner.substring(CAST.length(), as);
        }
        return NUMBER.matcher(inner).matches() || isString(KEYWORD.matcher(inner).replaceFirst(""));
    }

    /** Whether it may be written twice: a column, or a literal without a value's place in it. */
    static boolean isRepeatable(String text) {
        boolean value = text.indexOf('\0') >= 0 || text.indexOf('?') >= 0;
        return !value && (COLUMN.matcher(text).matches() || isConstant(text));
    }

    private static boolean isString(String text) {
        return text.length() >= 2
                && text.startsWith("'")
                && text.endsWith("'")
                && text.substring(1, text.length() - 1).replace("''", "").indexOf('\'') < 0;
    }
}
