package io.penstock.cli;

import com.google.common.base.Stopwatch;

import io.penstock.query.QueryResult;
import io.penstock.server.format.ByteOutput;
import io.penstock.server.format.FormatOptions;
import io.penstock.server.format.ResultFormat;
import io.penstock.server.format.TextTable;

import picocli.CommandLine.Option;

import java.io.IOException;

/** The option that says how rows are printed. */
final class FormatOption {
    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    /** As people write it. */
    enum Format {
        table,
        json,
        csv,
        ndjson
    }

    /** Prints all rows. */
    void print(QueryResult result, Terminal terminal) throws IOException {
        switch (format) {
            case table -> TextTable.print(result, terminal.out());
            case json -> write(ResultFormat.JSON, result, terminal);
            case csv -> write(ResultFormat.CSV_WITH_NAMES, result, terminal);
            case ndjson -> write(ResultFormat.NDJSON, result, terminal);
        }
    }

    private static void write(ResultFormat format, QueryResult result, Terminal terminal)
            throws IOException {
        terminal.out().flush();
        format.write(
                result,
                FormatOptions.DEFAULT,
                Stopwatch.createStarted(),
                new ByteOutput((bytes, length, last) -> terminal.bytes().write(bytes, 0, length)));
        terminal.bytes().flush();
    }
}
