package io.penstock.pipe;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

import io.penstock.spi.error.SqlPosition;
import io.penstock.template.SourceText;

/**
 * One instruction of a datafile with its value.
 *
 * @param name upper case
 * @param position where the name stands
 * @param text the value or block, as it stands in the file
 */
record Instruction(String name, SqlPosition position, SourceText text) {
    private static final String QUOTES = "\"'";

    /** The value on one line, without blanks around it and one pair of quotes. */
    String value() {
        return unquoted(text.text().strip());
    }

    /** A block without the indentation that all its lines share, or the value. */
    String paragraph() {
        return text.text().indexOf('\n') < 0 ? value() : text.text().stripIndent().strip();
    }

    /** Where the value starts, or the name when there is none. */
    SqlPosition valuePosition() {
        String value = text.text();
        int blanks = value.length() - value.stripLeading().length();
        return value.isBlank() ? position : text.position(blanks);
    }

    /** The items of a list with commas between them, each without its quotes. */
    ImmutableList<String> list() {
        return Splitter.on(',')
                .trimResults()
                .omitEmptyStrings()
                .splitToStream(value())
                .map(Instruction::unquoted)
                .collect(ImmutableList.toImmutableList());
    }

    static String unquoted(String text) {
        boolean quoted =
                text.length() > 1
                        && QUOTES.indexOf(text.charAt(0)) >= 0
                        && text.charAt(0) == text.charAt(text.length() - 1);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
