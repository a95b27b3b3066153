package io.penstock.planner.parse;

import java.util.regex.Pattern;

/** Calcite's words for types as people write them. */
final class TypeNames {
    private static final Pattern CHARACTER_SET =
            Pattern.compile(" CHARACTER SET \"[^\"]*\"(?: COLLATE \"[^\"]*\")?");
    private static final Pattern CHAR = Pattern.compile("\\bCHAR\\(\\d+\\)");
    private static final Pattern NOT_NULL = Pattern.compile(" NOT NULL");
    private static final Pattern RECORD = Pattern.compile("RecordType\\(");

    private TypeNames() {}

    /** {@code <VARCHAR> || <INTEGER>} without the noise: {@code VARCHAR || INTEGER}. */
    static String plain(String type) {
        String text = CHARACTER_SET.matcher(type).replaceAll("");
        text = NOT_NULL.matcher(text).replaceAll("");
        text = CHAR.matcher(text).replaceAll("VARCHAR");
        text = RECORD.matcher(text).replaceAll("ROW(");
        return text.replace("<", "").replace(">", "").trim();
    }

    /** {@code '<NUMERIC> + <NUMERIC>' | '..'} becomes {@code NUMERIC + NUMERIC, or ..}. */
    static String forms(String forms) {
        return plain(forms.replace("' | '", ", or ").replace("'\n'", ", or ").replace("'", ""))
                .replaceAll("\\s*\\R\\s*", ", or ");
    }
}
