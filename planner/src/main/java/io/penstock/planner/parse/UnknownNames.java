package io.penstock.planner.parse;

import com.google.common.base.Ascii;

import io.penstock.planner.PlannerError;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The validator's complaints about columns and functions that nobody has, with what is similar. */
final class UnknownNames {
    private static final Pattern UNKNOWN_COLUMN =
            Pattern.compile(
                    "Column '(.*?)' not found in (?:any table|table '(.*?)')(?:; did you mean"
                            + " .*)?");

    private static final Pattern DEFINED_BY_ITSELF =
            Pattern.compile(
                    "The definition of column '(.*?)' depends on itself through the following"
                            + " columns: '\\1'");

    private static final Pattern UNKNOWN_FUNCTION =
            Pattern.compile("No match found for function signature ([^(]*).*", Pattern.DOTALL);

    private UnknownNames() {}

    /** What is wrong, in our words. */
    record Complaint(PlannerError code, String message) {}

    /** Empty when the text is about something else. */
    static Optional<Complaint> complaint(String text, Known known) {
        Matcher column = UNKNOWN_COLUMN.matcher(text);
        if (column.matches()) {
            return Optional.of(unknownColumn(column.group(1), column.group(2), known.columns()));
        }
        Matcher self = DEFINED_BY_ITSELF.matcher(text);
        if (self.matches()) {
            return Optional.of(unknownColumn(self.group(1), null, known.columns()));
        }
        Matcher function = UNKNOWN_FUNCTION.matcher(text);
        return function.matches()
                ? Optional.of(unknownFunction(function.group(1), known.functions()))
                : Optional.empty();
    }

    private static Complaint unknownFunction(String name, Collection<String> functions) {
        if (RowTexts.isName(name)) {
            return rowText();
        }
        String near =
                Suggestions.nearest(name, functions)
                        .map(found -> "; did you mean '%s'?".formatted(Ascii.toLowerCase(found)))
                        .orElse("");
        return new Complaint(
                PlannerError.UNKNOWN_FUNCTION,
                "Unknown function '%s'%s".formatted(Ascii.toLowerCase(name), near));
    }

    private static Complaint rowText() {
        return new Complaint(
                PlannerError.NOT_SUPPORTED,
                "formatRow and formatRowNoNewline can stand in the list of a SELECT only");
    }

    private static Complaint unknownColumn(
            String name, @Nullable String table, Collection<String> columnsHere) {
        if (name.equals(RowTexts.STAR)) {
            return rowText();
        }
        if (columnsHere.stream().anyMatch(column -> Names.same(column, name)) && table == null) {
            return new Complaint(
                    PlannerError.UNKNOWN_COLUMN,
                    "Column '%s' can't be used here; in USING it must be on both sides of the join"
                            .formatted(name));
        }
        String unknown =
                table == null
                        ? "Unknown column '%s'".formatted(name)
                        : "Unknown column '%s' in '%s'".formatted(name, table);
        String near =
                Suggestions.nearest(name, columnsHere)
                        .map("; did you mean '%s'?"::formatted)
                        .orElse(".");
        String all = columnsHere.isEmpty() ? "" : " Columns here: " + Suggestions.list(columnsHere);
        return new Complaint(PlannerError.UNKNOWN_COLUMN, unknown + near + all);
    }
}
