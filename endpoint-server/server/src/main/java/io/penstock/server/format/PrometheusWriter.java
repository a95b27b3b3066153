package io.penstock.server.format;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.error.QueryException;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Writes samples, and a header before the first one of each name. Thread: one at a time. */
final class PrometheusWriter {
    private static final ImmutableSet<String> TYPES =
            ImmutableSet.of("counter", "gauge", "histogram", "summary", "untyped");
    private static final CharMatcher NAME =
            CharMatcher.inRange('a', 'z')
                    .or(CharMatcher.inRange('A', 'Z'))
                    .or(CharMatcher.inRange('0', '9'))
                    .or(CharMatcher.anyOf("_:"));

    private final ByteOutput out;
    private final Set<String> seen = new HashSet<>();
    private String name = "";
    private String type = "";

    PrometheusWriter(ByteOutput out) {
        this.out = out;
    }

    /** Writes one row; a row without a value is left out. */
    void write(PrometheusColumns columns, int row) throws IOException {
        String value = columns.value(row);
        if (value.isEmpty()) {
            return;
        }
        startMetric(columns, row);
        Map<String, String> labels = columns.labels(row);
        out.put(name);
        out.put(suffix(labels));
        writeLabels(labels);
        out.put(' ');
        out.put(value);
        String timestamp = columns.timestamp(row);
        if (!timestamp.isEmpty()) {
            out.put(' ');
            out.put(timestamp);
        }
        out.put('\n');
    }

    private void startMetric(PrometheusColumns columns, int row) throws IOException {
        String next = columns.name(row);
        if (next.equals(name)) {
            return;
        }
        checkName(next, "metric");
        if (!seen.add(next)) {
            throw unfit(
                    "Rows of metric '%s' are not next to each other; end the query with ORDER BY"
                            + " name",
                    next);
        }
        if (!name.isEmpty()) {
            out.put('\n');
        }
        name = next;
        type = Ascii.toLowerCase(columns.type(row));
        writeHeader(columns.help(row));
    }

    private void writeHeader(String help) throws IOException {
        if (!help.isEmpty()) {
            out.put("# HELP " + name + ' ' + help.replace("\\", "\\\\").replace("\n", "\\n"));
            out.put('\n');
        }
        if (!type.isEmpty()) {
            if (!TYPES.contains(type)) {
                throw unfit(
                        "Metric '%s' has the type '"
                                + type
                                + "'; known types are "
                                + String.join(", ", TYPES),
                        name);
            }
            out.put("# TYPE " + name + ' ' + type);
            out.put('\n');
        }
    }

    /** The samples of a histogram or summary: its buckets, its sum and its count. */
    private String suffix(Map<String, String> labels) {
        if ("".equals(labels.get("count"))) {
            return "_count";
        }
        if ("".equals(labels.get("sum"))) {
            return "_sum";
        }
        return type.equals("histogram") && labels.containsKey("le") ? "_bucket" : "";
    }

    private void writeLabels(Map<String, String> labels) throws IOException {
        char before = '{';
        for (Map.Entry<String, String> label : labels.entrySet()) {
            boolean part = label.getKey().equals("count") || label.getKey().equals("sum");
            if (part && label.getValue().isEmpty()) {
                continue;
            }
            checkName(label.getKey(), "label");
            out.put(before);
            before = ',';
            out.put(label.getKey());
            out.put('=');
            out.put('"');
            out.put(escaped(label.getValue()));
            out.put('"');
        }
        if (before == ',') {
            out.put('}');
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static void checkName(String name, String what) {
        boolean good =
                !name.isEmpty()
                        && NAME.matchesAllOf(name)
                        && !CharMatcher.inRange('0', '9').matches(name.charAt(0));
        if (!good) {
            throw unfit(
                    "'%s' is not the name of a "
                            + what
                            + "; it has letters, digits and underscores and does not begin with a"
                            + " digit",
                    name);
        }
    }

    private static QueryException unfit(String message, String name) {
        return new QueryException(FormatError.VALUE_UNFIT, message.formatted(name));
    }
}
