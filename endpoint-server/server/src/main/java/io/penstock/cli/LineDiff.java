package io.penstock.cli;

import com.google.common.collect.ImmutableList;

import java.util.ArrayList;
import java.util.List;

/**
 * What changed between two texts, line by line, by their longest common subsequence.
 *
 * @param edits all lines in order
 */
record LineDiff(ImmutableList<Edit> edits) {
    private static final int CONTEXT = 3;

    /**
     * One line.
     *
     * @param mark {@code ' '} for a line of both texts, {@code '-'} and {@code '+'} for one of the
     *     first or the second only
     */
    record Edit(char mark, String line) {
        @Override
        public String toString() {
            return mark + line;
        }
    }

    static LineDiff of(String before, String after) {
        return of(lines(before), lines(after));
    }

    /** The end of the last line is part of it: without one it is another line. */
    private static ImmutableList<String> lines(String text) {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        text.replace("\r", "\\r").lines().forEach(lines::add);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            lines.add("\\ No newline at end of file");
        }
        return lines.build();
    }

    private static LineDiff of(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] =
                        before.get(i).equals(after.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        ImmutableList.Builder<Edit> edits = ImmutableList.builder();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            boolean both =
                    i < before.size() && j < after.size() && before.get(i).equals(after.get(j));
            if (both) {
                edits.add(new Edit(' ', before.get(i++)));
                j++;
            } else if (j == after.size()
                    || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
                edits.add(new Edit('-', before.get(i++)));
            } else {
                edits.add(new Edit('+', after.get(j++)));
            }
        }
        return new LineDiff(edits.build());
    }

    boolean isEmpty() {
        return edits.stream().allMatch(edit -> edit.mark() == ' ');
    }

    /** In the format that {@code patch} reads, with three lines around each change. */
    ImmutableList<String> unified(String file) {
        if (isEmpty()) {
            return ImmutableList.of();
        }
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        lines.add("--- " + file, "+++ " + file);
        int from = 0;
        while ((from = nextChange(from)) < edits.size()) {
            int start = Math.max(0, from - CONTEXT);
            int end = hunkEnd(from);
            lines.add(header(start, end));
            edits.subList(start, end).forEach(edit -> lines.add(edit.toString()));
            from = end;
        }
        return lines.build();
    }

    private int nextChange(int from) {
        int at = from;
        while (at < edits.size() && edits.get(at).mark() == ' ') {
            at++;
        }
        return at;
    }

    /** Changes with few lines between them are shown together. */
    private int hunkEnd(int change) {
        int last = change;
        for (int next = change; next < edits.size() && next - last <= 2 * CONTEXT; next++) {
            last = edits.get(next).mark() == ' ' ? last : next;
        }
        return Math.min(edits.size(), last + CONTEXT + 1);
    }

    private String header(int start, int end) {
        return "@@ -%s +%s @@".formatted(range('-', start, end), range('+', start, end));
    }

    private String range(char mark, int start, int end) {
        List<Edit> mine = new ArrayList<>(edits);
        long before = mine.subList(0, start).stream().filter(e -> belongs(e, mark)).count();
        long count = mine.subList(start, end).stream().filter(e -> belongs(e, mark)).count();
        return (count == 0 ? before : before + 1) + "," + count;
    }

    private static boolean belongs(Edit edit, char mark) {
        return edit.mark() == ' ' || edit.mark() == mark;
    }
}
