package io.penstock.query;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.explain.Actual;
import io.penstock.planner.explain.PlanJson;
import io.penstock.planner.explain.PlanText;
import io.penstock.spi.engine.OperatorProfile;
import io.penstock.spi.engine.RunProfile;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What a run did, in words and as maps and lists. */
final class RunText {
    private static final String INDENT = "  ";

    private RunText() {}

    /** Lines below a plan's tree. */
    static String of(String engine, PlanRun run) {
        StringBuilder text = new StringBuilder();
        text.append(
                "Ran in %s, planned in %s: %s, %d bytes\n"
                        .formatted(
                                PlanText.milliseconds(run.running().toNanos()),
                                PlanText.milliseconds(run.planning().toNanos()),
                                PlanText.rows(run.rows()),
                                run.bytes()));
        run.sources().forEach(read -> text.append(INDENT).append(source(read)).append('\n'));
        if (!run.engine().operators().isEmpty()) {
            operators(engine, run.engine(), text);
        }
        return text.toString();
    }

    private static String source(SourceRead read) {
        String line =
                "read of %s: %s, %d bytes"
                        .formatted(read.connection(), PlanText.rows(read.rows()), read.bytes());
        return read.time().isZero()
                ? line
                : line + ", waited " + PlanText.milliseconds(read.time().toNanos());
    }

    private static void operators(String engine, RunProfile profile, StringBuilder text) {
        text.append("Operators of ").append(engine).append('\n');
        for (RunProfile.Part part : profile.parts()) {
            text.append(INDENT).append("computed first: ").append(part.name()).append('\n');
            part.operators().forEach(operator -> operator(operator, 2, text));
        }
        profile.operators().forEach(operator -> operator(operator, 1, text));
    }

    private static void operator(OperatorProfile operator, int depth, StringBuilder text) {
        Actual did =
                new Actual(
                        operator.name(),
                        operator.rows(),
                        OptionalLong.empty(),
                        operator.bytes(),
                        operator.time(),
                        Optional.empty());
        String details =
                operator.details().entrySet().stream()
                        .map(detail -> "; %s: %s".formatted(detail.getKey(), detail.getValue()))
                        .collect(Collectors.joining());
        text.append(INDENT.repeat(depth))
                .append(operator.name())
                .append(": ")
                .append(PlanText.gave(did, operator.estimatedRows()))
                .append(details.replace('\n', ' '))
                .append('\n');
        operator.inputs().forEach(input -> operator(input, depth + 1, text));
    }

    /** The member {@code run} of a plan's JSON. */
    static ImmutableMap<String, Object> json(PlanRun run) {
        return ImmutableMap.<String, Object>builder()
                .put("rows", run.rows())
                .put("bytes", run.bytes())
                .put("planning_milliseconds", PlanJson.milliseconds(run.planning()))
                .put("milliseconds", PlanJson.milliseconds(run.running()))
                .put(
                        "sources",
                        run.sources().stream()
                                .map(RunText::json)
                                .collect(ImmutableList.toImmutableList()))
                .put("parts", parts(run.engine().parts()))
                .put("engine", PlanJson.of(run.engine().operators()))
                .buildOrThrow();
    }

    private static ImmutableList<Object> parts(ImmutableList<RunProfile.Part> parts) {
        return parts.stream()
                .map(
                        part ->
                                ImmutableMap.of(
                                        "name",
                                        part.name(),
                                        "engine",
                                        PlanJson.of(part.operators())))
                .collect(ImmutableList.toImmutableList());
    }

    private static ImmutableMap<String, Object> json(SourceRead read) {
        return ImmutableMap.of(
                "connection", read.connection(),
                "queries", read.queries(),
                "rows", read.rows(),
                "bytes", read.bytes(),
                "milliseconds", PlanJson.milliseconds(read.time()));
    }
}
