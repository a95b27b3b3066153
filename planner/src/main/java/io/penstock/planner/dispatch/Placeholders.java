package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

/**
 * The {@code ?} of a text under construction. Pieces of text are printed in one order and put
 * together in another; so each carries the index of its value until the text is whole.
 */
final class Placeholders {
    /** Around the index; literals and names with this character are printed without it. */
    static final char MARK = '\0';

    private Placeholders() {}

    /** Stands for the value with this index. */
    static String of(int index) {
        return MARK + Integer.toString(index) + MARK;
    }

    static boolean isIn(String text) {
        return text.indexOf(MARK) >= 0;
    }

    /**
     * A whole text.
     *
     * @param text with {@code ?}
     * @param indices of the values, in the order of the {@code ?}
     */
    record Text(String text, ImmutableList<Integer> indices) {}

    static Text resolve(String marked) {
        StringBuilder text = new StringBuilder(marked.length());
        ImmutableList.Builder<Integer> indices = ImmutableList.builder();
        int from = 0;
        for (int mark = marked.indexOf(MARK); mark >= 0; mark = marked.indexOf(MARK, from)) {
            int end = marked.indexOf(MARK, mark + 1);
            text.append(marked, from, mark).append('?');
            indices.add(Integer.valueOf(marked.substring(mark + 1, end)));
            from = end + 1;
        }
        return new Text(text.append(marked, from, marked.length()).toString(), indices.build());
    }
}
