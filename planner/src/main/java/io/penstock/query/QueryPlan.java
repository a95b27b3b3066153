package io.penstock.query;

import com.google.common.collect.ImmutableMap;

import io.penstock.planner.explain.JsonText;
import io.penstock.planner.explain.PlanJson;
import io.penstock.planner.explain.PlanNode;
import io.penstock.planner.explain.PlanText;

import org.apache.arrow.vector.types.pojo.Schema;

import java.util.Optional;

/**
 * A query as it would run, or did.
 *
 * @param schema the result's columns
 * @param engine which engine runs it, or the connection whose database does
 * @param engineSql what that is asked
 * @param tree the operators, what each source is asked, and why it is not asked more
 * @param run what it did; absent when it did not run
 */
public record QueryPlan(
        Schema schema, String engine, String engineSql, PlanNode tree, Optional<PlanRun> run) {

    /** The plan for people: a tree of lines, and below it what the run did. */
    public String text() {
        return PlanText.of(tree) + run.map(did -> RunText.of(engine, did)).orElse("");
    }

    /** The plan for programs, as the query API documents it. */
    public String json() {
        ImmutableMap.Builder<String, Object> plan = ImmutableMap.builder();
        plan.put("engine", engine).put("engine_sql", engineSql).put("plan", PlanJson.of(tree));
        run.ifPresent(did -> plan.put("run", RunText.json(did)));
        return JsonText.of(plan.buildOrThrow());
    }
}
