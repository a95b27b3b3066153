package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calcite's words for types as people write them. */
final class TypeNames {
    private static final Pattern CHARACTER_SET =
            Pattern.compile(" CHARACTER SET \"[^\"]*\"(?: COLLATE \"[^\"]*\")?");
    private static final Pattern CHAR = Pattern.compile("\\bCHAR\\(\\d+\\)");
    private static final Pattern NOT_NULL = Pattern.compile(" NOT NULL");
    private static final Pattern ARGUMENT = Pattern.compile("<([^<>]+)>");
    private static final Pattern GLUED = Pattern.compile("([A-Z])<");
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

    /** The types between angle brackets of {@code <VARCHAR> + <INTEGER>}. */
    static ImmutableList<String> arguments(String signature) {
        ImmutableList.Builder<String> types = ImmutableList.builder();
        Matcher matcher = ARGUMENT.matcher(signature);
        while (matcher.find()) {
            types.add(plain(matcher.group(1)));
        }
        ImmutableList<String> found = types.build();
        return found.isEmpty() ? ImmutableList.of(plain(signature)) : found;
    }

    /** {@code '<NUMERIC> + <NUMERIC>' | '..'} becomes {@code NUMERIC + NUMERIC, or ..}. */
    static String forms(String forms) {
        return plain(
                        GLUED.matcher(forms)
                                .replaceAll("$1 <")
                                .replace("' | '", ", or ")
                                .replace("'\n'", ", or ")
                                .replace("'", ""))
                .replaceAll("\\s*\\R\\s*", ", or ");
    }
}
