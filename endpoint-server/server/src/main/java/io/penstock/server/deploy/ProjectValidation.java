package io.penstock.server.deploy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.pipe.ProjectProblem;
import io.penstock.query.Query;
import io.penstock.query.QueryChecks;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryService;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.ErrorKind;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SqlPosition;
import io.penstock.spi.sql.BoundSql;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at the SQL of every node of a project with stand-in values: what is wrong is known before
 * the first call, and the planner is warm.
 *
 * <p>A node that is validated validates all that it reads, so those that nobody reads and those
 * that are published come first, several at once; what these did not reach or where they failed is
 * looked at by itself. Nodes of files that did not change keep what was found before. Thread: one
 * at a time; it starts others.
 */
final class ProjectValidation {
    private static final Logger log = LoggerFactory.getLogger(ProjectValidation.class);

    /** Up to so many nodes are planned to the end, which also warms the plan cache. */
    private static final int MOST_PLANNED = 1_000;

    /** How many renderings of a node are looked at. */
    private static final int MOST_OF_ONE = 16;

    /** How many renderings of all nodes are looked at, but for the usual one of each. */
    private static final int MOST_RENDERINGS = 10_000;

    /** Nodes whose SQL one thread validates one after the other. */
    private static final int AT_ONCE = 32;

    private final Deployment deployment;
    private final QueryService queries;
    private final QueryChecks queryChecks;
    private final QueryLimits limits;
    private final Map<String, NodeCheck> before;
    private final Map<String, NodeCheck> checks = new ConcurrentHashMap<>();
    private final Set<String> reached = ConcurrentHashMap.newKeySet();

    private ProjectValidation(
            Deployment deployment,
            QueryService queries,
            QueryLimits limits,
            Map<String, NodeCheck> before) {
        this.before = before;
        this.deployment = deployment;
        this.queries = queries;
        this.queryChecks = queries.checks();
        this.limits = limits;
    }

    /**
     * What was found.
     *
     * @param problems must be mended before the project is served
     * @param warnings need not: a source that is down, a combination of conditions that may never
     *     come
     * @param checks what each looked-at node gave, by the node's id
     */
    record Report(
            ImmutableList<ProjectProblem> problems,
            ImmutableList<ProjectProblem> warnings,
            ImmutableMap<String, NodeCheck> checks) {}

    /**
     * Looks at every node.
     *
     * @param before what an earlier check found, with the same connections and names
     */
    static Report of(
            Deployment deployment,
            QueryService queries,
            QueryLimits limits,
            Map<String, NodeCheck> before) {
        ProjectValidation validation = new ProjectValidation(deployment, queries, limits, before);
        validation.run();
        return validation.report();
    }

    private record Target(Pipe pipe, Node node) {}

    private Report report() {
        SortedSet<ProjectProblem> problems = new TreeSet<>();
        SortedSet<ProjectProblem> warnings = new TreeSet<>();
        for (NodeCheck check : checks.values()) {
            problems.addAll(check.problems());
            warnings.addAll(check.warnings());
        }
        warnings.removeAll(problems);
        return new Report(
                ImmutableList.copyOf(problems),
                ImmutableList.copyOf(warnings),
                ImmutableMap.copyOf(checks));
    }

    private void run() {
        ImmutableSet<String> read = deployment.project().readNodes();
        List<Target> first = new ArrayList<>();
        List<Target> others = new ArrayList<>();
        for (Pipe pipe : deployment.project().pipes().values()) {
            for (Node node : pipe.nodes()) {
                boolean published = pipe.endpoint().filter(node::equals).isPresent();
                boolean top = published || !read.contains(node.id());
                (top ? first : others).add(new Target(pipe, node));
            }
        }
        check(first);
        others.removeIf(target -> reached.contains(target.node().id()));
        check(others);
    }

    private void check(List<Target> targets) {
        boolean plan = targets.size() <= MOST_PLANNED;
        int each = Math.clamp(MOST_RENDERINGS / Math.max(1, targets.size()), 1, MOST_OF_ONE);
        Lists.partition(targets, AT_ONCE).parallelStream().forEach(some -> check(some, plan, each));
    }

    private void check(List<Target> targets, boolean plan, int each) {
        List<Look> looks = new ArrayList<>();
        for (Target target : targets) {
            ImmutableList<Node> nodes =
                    deployment.project().reachable(target.pipe(), target.node());
            NodeCheck known = before.get(target.node().id());
            if (known != null && known.repeatable() && known.looksAt(nodes)) {
                keep(target, known);
            } else {
                looks.add(new Look(target, nodes));
            }
        }
        looks.forEach(look -> look.render(each));
        if (plan) {
            looks.forEach(Look::plan);
        }
        validate(looks, plan);
        looks.forEach(look -> keep(look.target, look.check()));
    }

    private void keep(Target target, NodeCheck check) {
        checks.put(target.node().id(), check);
        if (check.problems().isEmpty()) {
            reached.addAll(check.reached());
        }
    }

    /** Renderings that are not planned are validated, those of some nodes by one thread. */
    private void validate(List<Look> looks, boolean usualPlanned) {
        ImmutableList.Builder<Query> asked = ImmutableList.builder();
        ImmutableList.Builder<Look> askers = ImmutableList.builder();
        ImmutableList.Builder<Boolean> usual = ImmutableList.builder();
        for (Look look : looks) {
            for (int i = usualPlanned ? 1 : 0; i < look.variants.size(); i++) {
                asked.add(query(look.variants.get(i).sql()));
                askers.add(look);
                usual.add(i == 0);
            }
        }
        ImmutableList<Look> by = askers.build();
        ImmutableList<Boolean> first = usual.build();
        ImmutableList<Optional<QueryException>> answers = queryChecks.problems(asked.build());
        for (int i = 0; i < answers.size(); i++) {
            Look look = by.get(i);
            boolean isUsual = first.get(i);
            answers.get(i).ifPresent(failure -> look.failed(failure, isUsual));
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

    private Query query(BoundSql sql) {
        return new Query(
                new QueryContext("check", limits.timeout()), deployment.catalog(), sql, limits);
    }

    /** The look at one node. Thread: one. */
    private final class Look {
        private final Target target;
        private final ImmutableList<Node> nodes;
        private final ImmutableList.Builder<ProjectProblem> problems = ImmutableList.builder();
        private final ImmutableList.Builder<ProjectProblem> warnings = ImmutableList.builder();
        private ImmutableList<Project.Variant> variants = ImmutableList.of();
        private ImmutableSet<String> reachedNow = ImmutableSet.of();
        private boolean repeatable = true;

        Look(Target target, ImmutableList<Node> nodes) {
            this.target = target;
            this.nodes = nodes;
        }

        NodeCheck check() {
            return new NodeCheck(nodes, problems.build(), warnings.build(), reachedNow, repeatable);
        }

        void render(int most) {
            Project project = deployment.project();
            ImmutableSet<String> missing =
                    project.tablesNotServed(target.pipe(), target.node()).stream()
                            .filter(table -> !isOfTheServer(table))
                            .collect(ImmutableSet.toImmutableSet());
            if (!missing.isEmpty()) {
                warnings.add(
                        ProjectProblem.at(
                                target.node().position(),
                                "The node '%s' can't run yet: it reads %s, which this server does not have"
                                        .formatted(
                                                target.node().name(), String.join(", ", missing))));
                return;
            }
            try {
                variants = project.variants(target.pipe(), target.node(), most);
                reachedNow = variants.isEmpty() ? ImmutableSet.of() : variants.get(0).nodes();
            } catch (QueryException e) {
                warnings.add(problem(e));
            }
        }

        void plan() {
            if (variants.isEmpty()) {
                return;
            }
            try {
                queries.plan(query(variants.get(0).sql()));
            } catch (QueryException e) {
                failed(e, true);
            }
        }

        void failed(QueryException failure, boolean usual) {
            if (failure.code().kind() == ErrorKind.INTERNAL) {
                // Our bug must not keep the project's other pipes from being served.
                log.error(
                        "Node {} of pipe {} could not be checked",
                        target.node().name(),
                        target.pipe().name(),
                        failure);
                return;
            }
            boolean authors = failure.code().kind() == ErrorKind.USER;
            repeatable &= authors;
            (authors && usual ? problems : warnings).add(problem(failure));
        }

        private ProjectProblem problem(QueryException failure) {
            SqlPosition place = target.node().position();
            return Problems.of(failure, target.pipe().file(), place.line(), place.column());
        }
    }
}
