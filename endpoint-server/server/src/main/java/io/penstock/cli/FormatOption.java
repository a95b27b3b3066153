package io.penstock.cli;

import io.penstock.query.QueryResult;

import picocli.CommandLine.Option;

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
    void print(QueryResult result, Terminal terminal) {
        terminal.print(result.engine() + format);
    }
}
