package io.penstock.planner.explain;

import io.penstock.planner.explain.PlanNode.Reads;

import java.util.Locale;
import java.util.OptionalLong;

/** A plan as an indented tree of lines. */
public final class PlanText {
    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();

    private PlanText() {}

    /** The text, each line with a line feed behind it. */
    public static String of(PlanNode root) {
        PlanText plan = new PlanText();
        plan.add(root, 0);
        return plan.text.toString();
    }

    private void add(PlanNode node, int depth) {
        if (node.again() || node.shared().isEmpty()) {
            operator(node, depth);
            return;
        }
        line(depth, "Computed once: " + node.shared().get());
        operator(node, depth + 1);
    }

    private void operator(PlanNode node, int depth) {
        line(depth, node.operator() + island(node));
        asked(node, depth + 1);
        node.kept().forEach(reason -> line(depth + 1, "kept here: " + reason));
        node.actual().ifPresent(did -> line(depth + 1, gave(node, did)));
        node.inputs().forEach(input -> add(input, depth + 1));
        for (int i = 0; i < node.queries().size(); i++) {
            line(depth + 1, "Sub-query %d:".formatted(i + 1));
            add(node.queries().get(i), depth + 2);
        }
    }

    private static String island(PlanNode node) {
        if (!(node.reads() instanceof Reads.Source source)) {
            return "";
        }
        OptionalLong rows = node.estimatedRows();
        String about =
                rows.isEmpty()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " (~%,d %s)",
                                rows.getAsLong(),
                                rows.getAsLong() == 1 ? "row" : "rows");
        return ": " + source.name() + about;
    }

    private void asked(PlanNode node, int depth) {
        if (!(node.reads() instanceof Reads.Source source)) {
            return;
        }
        if (source.whole()) {
            line(depth, "the whole query runs at " + source.connection());
        }
        line(depth, "asked of %s: %s".formatted(source.connection(), source.sql()));
        node.notes().forEach(note -> line(depth, note));
    }

    private static String gave(PlanNode node, Actual did) {
        return "%s in %s".formatted(gave(did, node.estimatedRows()), did.by());
    }

    /** What an operator did, in words. */
    public static String gave(Actual did, OptionalLong estimate) {
        StringBuilder line = new StringBuilder("gave %s".formatted(rows(did.rows())));
        estimate.ifPresent(rows -> line.append(" (estimated %d)".formatted(rows)));
        did.scanned().ifPresent(rows -> line.append(" of %d that were read".formatted(rows)));
        line.append(", %d bytes, %s".formatted(did.bytes(), milliseconds(did.time().toNanos())));
        did.firstRow()
                .ifPresent(
                        time ->
                                line.append(
                                        ", the first after %s"
                                                .formatted(milliseconds(time.toNanos()))));
        return line.toString();
    }

    /** A count of rows in words. */
    public static String rows(long rows) {
        return rows == 1 ? "1 row" : rows + " rows";
    }

    /** A time in words. */
    public static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    private void line(int depth, String line) {
        text.append(INDENT.repeat(depth)).append(line).append('\n');
    }
}
