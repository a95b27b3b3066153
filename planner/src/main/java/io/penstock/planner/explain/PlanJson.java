package io.penstock.planner.explain;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.explain.PlanNode.Reads;
import io.penstock.spi.engine.OperatorProfile;
import io.penstock.spi.engine.RunProfile;

import java.time.Duration;
import java.util.List;

/** Plans as maps and lists, for {@link JsonText}. What is not known is not there. */
public final class PlanJson {
    private PlanJson() {}

    /** A plan's operator and those below it. */
    public static ImmutableMap<String, Object> of(PlanNode node) {
        ImmutableMap.Builder<String, Object> object = ImmutableMap.builder();
        object.put("operator", node.operator());
        node.shared().ifPresent(name -> object.put("shared", name));
        reads(node, object);
        if (!node.kept().isEmpty()) {
            object.put("kept_here", node.kept());
        }
        node.estimatedRows().ifPresent(rows -> object.put("estimated_rows", rows));
        node.actual().ifPresent(did -> object.put("actual", actual(did)));
        put("inputs", node.inputs().stream().map(PlanJson::of).toList(), object);
        put("sub_queries", node.queries().stream().map(PlanJson::of).toList(), object);
        return object.buildOrThrow();
    }

    private static void reads(PlanNode node, ImmutableMap.Builder<String, Object> object) {
        switch (node.reads()) {
            case Reads.Inputs ignored -> {}
            case Reads.Files files -> object.put("files", files.paths().size());
            case Reads.Server server -> object.put("name", server.name());
            case Reads.Source source -> {
                object.put("name", source.name())
                        .put("asked_of", source.connection())
                        .put("sql", source.sql())
                        .put("whole", source.whole());
                put("notes", node.notes(), object);
            }
        }
    }

    private static void put(
            String name, List<?> nodes, ImmutableMap.Builder<String, Object> object) {
        if (!nodes.isEmpty()) {
            object.put(name, nodes);
        }
    }

    private static ImmutableMap<String, Object> actual(Actual did) {
        ImmutableMap.Builder<String, Object> object = ImmutableMap.builder();
        object.put("by", did.by()).put("rows", did.rows());
        did.scanned().ifPresent(rows -> object.put("rows_read", rows));
        object.put("bytes", did.bytes()).put("milliseconds", milliseconds(did.time()));
        did.firstRow().ifPresent(time -> object.put("first_row_milliseconds", milliseconds(time)));
        put("keys", did.keys().stream().map(PlanJson::keys).toList(), object);
        return object.buildOrThrow();
    }

    private static ImmutableMap<String, Object> keys(RunProfile.Keys keys) {
        return ImmutableMap.of(
                "found", keys.found(), "sent", keys.outcome() == RunProfile.Outcome.SENT);
    }

    /** An engine's operators and those below them. */
    public static ImmutableList<Object> of(ImmutableList<OperatorProfile> operators) {
        return operators.stream().map(PlanJson::of).collect(ImmutableList.toImmutableList());
    }

    private static ImmutableMap<String, Object> of(OperatorProfile operator) {
        ImmutableMap.Builder<String, Object> object = ImmutableMap.builder();
        object.put("operator", operator.name()).put("details", operator.details());
        operator.estimatedRows().ifPresent(rows -> object.put("estimated_rows", rows));
        object.put("rows", operator.rows());
        object.put("rows_read", operator.rowsScanned());
        object.put("bytes", operator.bytes());
        object.put("milliseconds", milliseconds(operator.time()));
        put("inputs", of(operator.inputs()), object);
        return object.buildOrThrow();
    }

    /** A time as JSON has it. */
    public static Double milliseconds(Duration time) {
        return time.toNanos() / 1e6;
    }
}
