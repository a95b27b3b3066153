package io.penstock.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;

import io.penstock.cli.CaseRuns.Ran;
import io.penstock.pipe.ProjectProblem;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs a project's tests. */
@Command(
        name = "run",
        description = {
            "Runs a project's tests: each calls PIPE.ndjson on a server of its own and compares"
                    + " status and text exactly.",
            "Exits with 1 when a test fails."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock test run",
            "  penstock test run top_products --project shop --output json"
        })
final class TestRunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();
    @Mixin private OutputOption output = new OutputOption();

    @Parameters(
            paramLabel = "FILE|PIPE",
            arity = "0..*",
            description = "Files with tests, or pipes that have some; all when left out.")
    private List<String> named = new ArrayList<>();

    TestRunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        CaseRuns tests = CaseRuns.of(terminal, option);
        ImmutableList<Ran> runs = tests.run(named);
        ImmutableList<ProjectProblem> notes = tests.notes(runs);
        int failed = runs.stream().mapToInt(ran -> ran.failures().size()).sum();
        int all = runs.stream().mapToInt(ran -> ran.answers().size()).sum();
        if (output.isJson()) {
            OutputOption.print(json(runs, notes, all - failed, failed), terminal);
        } else {
            notes.forEach(terminal::warn);
            runs.forEach(this::print);
            terminal.print("%d passed, %d failed".formatted(all - failed, failed));
        }
        return failed == 0 ? Penstock.GOOD : Penstock.WRONG_INPUT;
    }

    private void print(Ran ran) {
        ran.answers()
                .forEach(
                        (one, answer) -> {
                            boolean good = one.expected().matches(answer);
                            String mark = good ? "@|green ok|@  " : "@|red FAIL|@";
                            String place =
                                    good
                                            ? ""
                                            : "  (%s:%d)".formatted(ran.file().file(), one.line());
                            terminal.print(
                                    terminal.ansi().string(mark)
                                            + " %s: %s%s".formatted(ran.pipe(), one.name(), place));
                            if (!good) {
                                difference(one, answer);
                                missing(ran);
                            }
                        });
    }

    private void difference(EndpointCase one, EndpointAnswer answer) {
        EndpointAnswer expected = one.expected();
        if (expected.status() != answer.status()) {
            terminal.print(
                    "     expected status %d, got %d"
                            .formatted(expected.status(), answer.status()));
        }
        LineDiff.of(lines(expected), lines(answer))
                .edits()
                .forEach(edit -> terminal.print("     " + edit));
    }

    private void missing(Ran ran) {
        if (!ran.missing().isEmpty()) {
            terminal.print("     " + TestLimits.reason(ran.missing()));
        }
    }

    private static String lines(EndpointAnswer answer) {
        return answer.lines().isEmpty() ? "" : String.join("\n", answer.lines()) + "\n";
    }

    private static ObjectNode json(
            List<Ran> runs, List<ProjectProblem> notes, int passed, int failed) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("result", failed == 0 ? "success" : "failed");
        document.put("passed", passed).put("failed", failed);
        ArrayNode tests = document.putArray("tests");
        for (Ran ran : runs) {
            ran.answers().forEach((one, answer) -> tests.add(json(ran, one, answer)));
        }
        CheckReport.add(document.putArray("warnings"), notes);
        return document;
    }

    private static ObjectNode json(Ran ran, EndpointCase one, EndpointAnswer answer) {
        boolean good = one.expected().matches(answer);
        ObjectNode test = JsonNodeFactory.instance.objectNode();
        test.put("pipe", ran.pipe()).put("name", one.name());
        test.put("file", ran.file().file()).put("line", one.line());
        test.put("result", good ? "success" : "failed");
        if (!good) {
            test.put("expected_http_status", one.expected().status());
            test.put("expected_result", one.expected().text());
            test.put("http_status", answer.status()).put("actual_result", answer.text());
        }
        if (!good && !ran.missing().isEmpty()) {
            ran.missing().forEach(test.putArray("not_loaded")::add);
        }
        return test;
    }
}
