package io.penstock.planner.function;

import com.google.common.collect.ImmutableList;

/** A form's text with all its places filled by columns, for what it calls. */
final class TemplateTexts {
    private static final ImmutableList<String> COLUMNS =
            ImmutableList.of("a", "b", "c", "d", "e", "f");

    private TemplateTexts() {}

    static String of(Printing printing) {
        return printing.print(COLUMNS, "BIGINT");
    }
}
