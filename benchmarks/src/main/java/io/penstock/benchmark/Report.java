package io.penstock.benchmark;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The table that a run prints: what was measured, what it gave, what was asked. */
final class Report {
    private record Row(String what, String measured, String asked, boolean reached) {}

    private final List<Row> rows = new ArrayList<>();
    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    /** Says how far a run is. */
    void progress(String message, Object... arguments) {
        out.println("# " + String.format(Locale.ROOT, message, arguments));
    }

    /** Adds a result. */
    void add(String what, String measured, String asked, boolean reached) {
        rows.add(new Row(what, measured, asked, reached));
        progress(
                "%s: %s (asked: %s) %s",
                what, measured, asked, reached ? "reached" : "NOT REACHED");
    }

    /** Prints all results as a Markdown table. */
    void print() {
        out.printf(Locale.ROOT, "%n| what | measured | asked | |%n| --- | --- | --- | --- |%n");
        rows.forEach(
                row ->
                        out.printf(
                                Locale.ROOT,
                                "| %s | %s | %s | %s |%n",
                                row.what(),
                                row.measured(),
                                row.asked(),
                                row.reached() ? "reached" : "**not reached**"));
    }

    /** A number with two digits, whatever the machine's language. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** The middle one. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
