package io.penstock.source.files;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.vector.types.pojo.Field;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A column whose type the author gave, in {@code FILES_CSV_TYPES}.
 *
 * @param table the table it is about; absent for every table that has the column
 * @param column its name
 * @param type its type; the field's own name has no meaning
 */
record DeclaredColumn(Optional<String> table, String column, Field type) {

    /**
     * Reads {@code column Type, table.column Type, "odd name" Type}.
     *
     * @throws IllegalArgumentException with a sentence about what is wrong
     */
    static ImmutableList<DeclaredColumn> parseAll(String text) {
        ImmutableList.Builder<DeclaredColumn> columns = ImmutableList.builder();
        for (String part : split(text)) {
            if (!part.isBlank()) {
                columns.add(parse(part.strip()));
            }
        }
        return columns.build();
    }

    /** Whether it is about this column of this table. */
    boolean isFor(String tableName, String columnName) {
        return column.equalsIgnoreCase(columnName)
                && table.map(t -> t.equalsIgnoreCase(tableName)).orElse(true);
    }

    private static DeclaredColumn parse(String text) {
        List<String> names = new ArrayList<>();
        int at = 0;
        while (true) {
            int end = nameEnd(text, at);
            names.add(unquoted(text.substring(at, end)));
            if (end < text.length() && text.charAt(end) == '.') {
                at = end + 1;
                continue;
            }
            at = end;
            break;
        }
        String type = text.substring(at).strip();
        if (names.size() > 2 || names.get(names.size() - 1).isEmpty() || type.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' is not a column and its type, like 'amount Float64' or 'orders.amount DOUBLE'"
                            .formatted(text));
        }
        Optional<String> table = names.size() == 2 ? Optional.of(names.get(0)) : Optional.empty();
        String column = names.get(names.size() - 1);
        return new DeclaredColumn(table, column, DeclaredType.parse(type));
    }

    private static int nameEnd(String text, int from) {
        if (from < text.length() && (text.charAt(from) == '"' || text.charAt(from) == '`')) {
            int end = text.indexOf(text.charAt(from), from + 1);
            return end < 0 ? text.length() : end + 1;
        }
        int at = from;
        while (at < text.length()
                && text.charAt(at) != '.'
                && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static String unquoted(String name) {
        boolean quoted =
                name.length() > 1
                        && (name.charAt(0) == '"' || name.charAt(0) == '`')
                        && name.charAt(name.length() - 1) == name.charAt(0);
        return quoted ? name.substring(1, name.length() - 1) : name;
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        char quote = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '`') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
