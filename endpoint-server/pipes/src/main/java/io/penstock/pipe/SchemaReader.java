package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.Spelling;
import io.penstock.template.SourceText;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the columns of a schema: {@code name type [json path] [NULL | NOT NULL] [DEFAULT ..]
 * [CODEC(..)]} with commas between them, what follows the type in any order.
 */
final class SchemaReader {
    private static final ImmutableSet<String> VALUES =
            ImmutableSet.of("DEFAULT", "MATERIALIZED", "ALIAS", "EPHEMERAL");
    private static final ImmutableSet<String> ENDS_EXPRESSION =
            ImmutableSet.of(
                    "DEFAULT",
                    "MATERIALIZED",
                    "ALIAS",
                    "EPHEMERAL",
                    "CODEC",
                    "COMMENT",
                    "TTL",
                    "NOT");
    private static final ImmutableSet<String> TEXTS =
            ImmutableSet.of("String", "JSON", "Object", "Dynamic");
    private static final String PATH = "json:";

    private final SourceText source;
    private final String text;
    private final Findings findings;
    private final ImmutableList.Builder<DataSource.Column> columns = ImmutableList.builder();
    private final Set<String> names = new HashSet<>();

    private SchemaReader(SourceText source, Findings findings) {
        this.source = source;
        this.text = withoutComments(source.text());
        this.findings = findings;
    }

    /**
     * The columns; what is wrong with one is a problem and does not hide what is wrong with others.
     */
    static ImmutableList<DataSource.Column> read(SourceText source, Findings findings) {
        SchemaReader reader = new SchemaReader(source, findings);
        reader.columns();
        return reader.columns.build();
    }

    /** Lines that are comments become blanks, so that places stay the same. */
    static String withoutComments(String text) {
        StringBuilder bare = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            boolean comment = line.strip().startsWith("#") || line.strip().startsWith("--");
            bare.append(comment ? " ".repeat(line.length()) : line).append('\n');
        }
        return bare.substring(0, text.length());
    }

    private void columns() {
        int start = 0;
        while (start < text.length()) {
            try {
                int end = columnEnd(text, start);
                if (!text.substring(start, end).isBlank()) {
                    column(start, end);
                }
                start = end + 1;
            } catch (SchemaException e) {
                problem(e.offset(), e.problem());
                int line = text.indexOf('\n', start);
                start = line < 0 ? text.length() : line + 1;
            }
        }
    }

    /** A column ends at a comma outside of brackets and quotes, or with the text. */
    static int columnEnd(String text, int start) {
        SchemaText rest = new SchemaText(text, start);
        while (!rest.atEnd() && !rest.sees(',')) {
            rest.piece();
        }
        return rest.offset();
    }

    private void column(int start, int end) {
        try {
            column(new SchemaText(text.substring(0, end), start));
        } catch (SchemaException e) {
            problem(e.offset(), e.problem());
        }
    }

    /** What follows a column's type, while it is being read. */
    private static final class Rest {
        Optional<JsonPath> path = Optional.empty();
        Optional<DataSource.Value> value = Optional.empty();
        boolean nullable;
    }

    private void column(SchemaText column) {
        int start = column.offset();
        String name = column.sees('`') ? column.quoted('`') : column.word();
        if (name.isEmpty()) {
            throw new SchemaException(start, "A column's name is missing before " + column.shown());
        }
        if (column.atEnd()) {
            throw new SchemaException(
                    start,
                    "The column '%s' has no type; write `%s` String, say".formatted(name, name));
        }
        int typeStart = column.offset();
        ColumnType type = new ColumnTypeReader(column).read();
        Rest rest = new Rest();
        while (!column.atEnd()) {
            modifier(column, name, rest);
        }
        checkPath(name, type, rest, typeStart);
        if (!names.add(Ascii.toLowerCase(name))) {
            throw new SchemaException(
                    start, "The column '%s' stands twice; rename one".formatted(name));
        }
        boolean wrap = rest.nullable && !(type instanceof ColumnType.Nullable);
        columns.add(
                new DataSource.Column(
                        name,
                        wrap ? new ColumnType.Nullable(type) : type,
                        rest.path,
                        rest.value,
                        source.position(start)));
    }

    private void modifier(SchemaText column, String name, Rest rest) {
        int start = column.offset();
        if (column.sees('`')) {
            String path = column.quoted('`');
            if (!path.startsWith(PATH)) {
                throw new SchemaException(
                        start, "`%s` is no path; write `json:$.field`".formatted(path));
            }
            rest.path =
                    Optional.of(
                            JsonPath.read(
                                    path.substring(PATH.length()), start + 1 + PATH.length()));
            return;
        }
        String written = column.word();
        String word = Ascii.toUpperCase(written);
        switch (word) {
            case "NULL" -> rest.nullable = true;
            case "NOT" -> {
                if (!column.acceptWord("NULL")) {
                    throw new SchemaException(column.offset(), "NOT is followed by NULL");
                }
            }
            case "CODEC" -> column.piece();
            case "COMMENT" -> column.quoted('\'');
            case "TTL" -> expression(column, name, word);
            default -> {
                if (!VALUES.contains(word)) {
                    throw new SchemaException(
                            start,
                            meaningless(written.isEmpty() ? column.shown() : "'" + written + "'"));
                }
                rest.value =
                        Optional.of(
                                new DataSource.Value(
                                        DataSource.Value.Kind.valueOf(word),
                                        expression(column, name, word)));
            }
        }
    }

    private static String meaningless(String shown) {
        String word = Ascii.toUpperCase(shown.replace("'", ""));
        return DataSourceInstructions.INSTANCE.knows(word)
                ? "%s is no part of a column; instructions start in the first column, in upper case: %s"
                        .formatted(shown, word)
                : "%s means nothing behind a column's type; there are `json:$..`, NULL, NOT NULL, DEFAULT, MATERIALIZED, ALIAS and CODEC(..)%s"
                        .formatted(shown, Spelling.suggestion(word, VALUES));
    }

    private static String expression(SchemaText column, String name, String word) {
        int start = column.offset();
        boolean first = true;
        while (!column.atEnd() && (first || !endsExpression(column))) {
            column.piece();
            first = false;
        }
        String expression = column.between(start, column.offset()).strip();
        if (expression.isEmpty() && !word.equals("EPHEMERAL")) {
            throw new SchemaException(
                    start, "%s of the column '%s' has no expression".formatted(word, name));
        }
        return expression;
    }

    private static boolean endsExpression(SchemaText column) {
        return column.sees('`') || ENDS_EXPRESSION.contains(Ascii.toUpperCase(column.peekWord()));
    }

    private void checkPath(String name, ColumnType type, Rest rest, int typeStart) {
        if (rest.path.filter(JsonPath::isList).isPresent() && !isArray(type)) {
            problem(
                    typeStart,
                    "The column '%s' takes every element of an array, so its type must be Array(%s)"
                            .formatted(name, type.text()));
        }
        if (rest.path.filter(path -> path.steps().isEmpty()).isPresent() && isNumberOrTime(type)) {
            problem(
                    typeStart,
                    "The column '%s' takes the whole line, so its type must be String or JSON"
                            .formatted(name));
        }
    }

    private static boolean isNumberOrTime(ColumnType type) {
        return switch (type) {
            case ColumnType.Plain plain -> !TEXTS.contains(plain.name());
            case ColumnType.DateTime time -> true;
            case ColumnType.DateTime64 time -> true;
            case ColumnType.Decimal decimal -> true;
            case ColumnType.Nullable nullable -> isNumberOrTime(nullable.of());
            case ColumnType.LowCardinality low -> isNumberOrTime(low.of());
            default -> false;
        };
    }

    private static boolean isArray(ColumnType type) {
        return switch (type) {
            case ColumnType.ArrayOf array -> true;
            case ColumnType.SimpleAggregate simple -> isArray(simple.of());
            default -> false;
        };
    }

    private void problem(int offset, String message) {
        findings.problem(ProjectProblem.at(source.position(offset), message));
    }
}
