package io.penstock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import picocli.CommandLine.Option;

/** The option that says whether a person or a program reads what a command prints. */
final class OutputOption {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Output output = Output.human;

    /** As people write it. */
    enum Output {
        human,
        json
    }

    boolean isJson() {
        return output == Output.json;
    }

    /** Prints one JSON document on one line. */
    static void print(JsonNode document, Terminal terminal) {
        try {
            terminal.print(JSON.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
