package io.penstock.server.deploy;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectProblem;
import io.penstock.query.Query;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryService;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.ErrorKind;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SqlPosition;
import io.penstock.spi.sql.BoundSql;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Plans every node of a project with stand-in values: what is wrong is known before the first call,
 * and the planner is warm. Thread: one at a time.
 */
final class ProjectValidation {
    private static final Logger log = LoggerFactory.getLogger(ProjectValidation.class);

    private final Deployment deployment;
    private final QueryService queries;
    private final QueryLimits limits;
    private final SortedSet<ProjectProblem> problems = new TreeSet<>();
    private final SortedSet<ProjectProblem> warnings = new TreeSet<>();
    private final ImmutableSet<BoundSql> known;
    private final ImmutableSet.Builder<BoundSql> good = ImmutableSet.builder();

    private ProjectValidation(
            Deployment deployment,
            QueryService queries,
            QueryLimits limits,
            ImmutableSet<BoundSql> known) {
        this.known = known;
        this.deployment = deployment;
        this.queries = queries;
        this.limits = limits;
    }

    /**
     * What was found.
     *
     * @param problems must be mended before the project is served
     * @param warnings need not: a source that is down, a combination of conditions that may never
     *     come
     * @param good queries that could be planned
     */
    record Report(
            ImmutableList<ProjectProblem> problems,
            ImmutableList<ProjectProblem> warnings,
            ImmutableSet<BoundSql> good) {}

    /**
     * Looks at every node.
     *
     * @param known queries that could be planned before, with the same connections and names
     */
    static Report of(
            Deployment deployment,
            QueryService queries,
            QueryLimits limits,
            ImmutableSet<BoundSql> known) {
        ProjectValidation validation = new ProjectValidation(deployment, queries, limits, known);
        validation.run();
        validation.warnings.removeAll(validation.problems);
        return new Report(
                ImmutableList.copyOf(validation.problems),
                ImmutableList.copyOf(validation.warnings),
                validation.good.build());
    }

    private void run() {
        Project project = deployment.project();
        for (Pipe pipe : project.pipes().values()) {
            for (Node node : pipe.nodes()) {
                check(project, pipe, node);
            }
        }
    }

    private void check(Project project, Pipe pipe, Node node) {
        ImmutableSet<String> missing =
                project.tablesNotServed(pipe, node).stream()
                        .filter(table -> !isOfTheServer(table))
                        .collect(toImmutableSet());
        if (!missing.isEmpty()) {
            warnings.add(
                    ProjectProblem.at(
                            node.position(),
                            "The node '%s' can't run yet: it reads %s, which this server does not have"
                                    .formatted(node.name(), String.join(", ", missing))));
            return;
        }
        ImmutableList<BoundSql> variants;
        try {
            variants = project.bindVariants(pipe, node);
        } catch (QueryException e) {
            warnings.add(problem(e, pipe, node));
            return;
        }
        for (int i = 0; i < variants.size(); i++) {
            plan(variants.get(i), i == 0, pipe, node);
        }
    }

    /** {@code system.tables} is here, {@code system.query_log} is not. */
    private boolean isOfTheServer(String table) {
        List<String> path = Splitter.on('.').splitToList(table);
        return deployment
                .catalog()
                .source(path.getFirst())
                .flatMap(source -> source.table(ImmutableList.copyOf(path.subList(1, path.size()))))
                .isPresent();
    }

    private void plan(BoundSql sql, boolean usual, Pipe pipe, Node node) {
        QueryContext context = new QueryContext("check", limits.timeout());
        try {
            if (!known.contains(sql)) {
                queries.plan(new Query(context, deployment.catalog(), sql, limits));
            }
            good.add(sql);
        } catch (QueryException e) {
            boolean authors = usual && e.code().kind() == ErrorKind.USER;
            (authors ? problems : warnings).add(problem(e, pipe, node));
        } catch (RuntimeException e) {
            // Our bug must not keep the project's other pipes from being served.
            log.error("Node {} of pipe {} could not be checked", node.name(), pipe.name(), e);
        }
    }

    private static ProjectProblem problem(QueryException failure, Pipe pipe, Node node) {
        SqlPosition place = node.position();
        return Problems.of(failure, pipe.file(), place.line(), place.column());
    }
}
