package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterables;

import io.penstock.parameter.Parameter;
import io.penstock.parameter.PipeError;
import io.penstock.pipe.References.Place;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;
import io.penstock.template.Arguments;
import io.penstock.template.SourceText;
import io.penstock.template.SqlTemplate;
import io.penstock.template.TemplateEngine;
import io.penstock.template.TemplateException;
import io.penstock.template.TemplateProblem;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder of datafiles, read and checked: one immutable snapshot. Thread: safe for many at once.
 */
public final class Project {
    private final Path folder;
    private final TemplateEngine engine;
    private final ImmutableSortedMap<String, Pipe> pipes;
    private final ImmutableMap<String, Pipe> byId;
    private final ProjectReader.Contents contents;
    private final ImmutableList<ProjectProblem> notices;
    private final ImmutableSet<String> globalNames;
    private final ImmutableSet<String> dataSourceNames;
    private final References references;

    private Project(Path folder, TemplateEngine engine, ProjectReader.Contents contents) {
        this.folder = folder;
        this.engine = engine;
        this.contents = contents;
        this.pipes = contents.pipes();
        this.byId = byId(pipes.values());
        this.globalNames = globalNames(contents);
        this.dataSourceNames =
                Stream.concat(contents.dataSources().keySet().stream(), contents.leftOut().stream())
                        .map(Ascii::toLowerCase)
                        .collect(ImmutableSet.toImmutableSet());
        this.references = new References(pipes.values());
        references.reportCycles(contents.findings());
        new ProjectRules(contents).check();
        contents.findings().throwIfWrong();
        this.notices = contents.findings().notices();
    }

    /**
     * Reads all datafiles below the folder.
     *
     * @throws ProjectException with every problem of every file
     */
    public static Project load(Path folder, SecretLookup secrets) {
        return load(folder, new TemplateEngine(secrets::secret), secrets, ImmutableMap.of());
    }

    /**
     * The same folder as it is now: only files that changed since, or that include such, are read.
     *
     * @throws ProjectException with every problem of every file
     */
    public Project reload(SecretLookup secrets) {
        return load(folder, engine, secrets, contents.files());
    }

    /**
     * What of a folder can be read: without the files that have problems of their own, and without
     * some more. Whatever names one of them counts as {@link #tablesNotServed not served}.
     *
     * @param files relative to the folder, with {@code /}
     * @throws ProjectException with the problems that files have with each other
     */
    public static Project loadReadable(Path folder, SecretLookup secrets, Set<String> files) {
        TemplateEngine engine = new TemplateEngine(secrets::secret);
        Path absolute = folder.toAbsolutePath().normalize();
        ProjectReader reader = new ProjectReader(absolute, secrets, engine, ImmutableMap.of());
        return new Project(absolute, engine, reader.readable(ImmutableSet.copyOf(files)));
    }

    private static Project load(
            Path folder,
            TemplateEngine engine,
            SecretLookup secrets,
            ImmutableMap<String, ReadFile> before) {
        Path absolute = folder.toAbsolutePath().normalize();
        return new Project(
                absolute, engine, new ProjectReader(absolute, secrets, engine, before).read());
    }

    /** The project's folder, absolute. */
    public Path folder() {
        return folder;
    }

    /** By name as spelled, sorted. */
    public ImmutableMap<String, Pipe> pipes() {
        return pipes;
    }

    /** Those that a server opens, sorted by name. */
    public ImmutableList<ConnectionFile> connections() {
        return contents.connections();
    }

    /** Those of systems that the server does not speak to yet, sorted by name. */
    public ImmutableList<ConnectionFile> otherConnections() {
        return contents.otherConnections();
    }

    /** By name as spelled, sorted. */
    public ImmutableMap<String, DataSource> dataSources() {
        return contents.dataSources();
    }

    /** Files with rows to build and test with, in the order of their paths. */
    public ImmutableList<Fixture> fixtures() {
        return contents.fixtures();
    }

    /** Files with tests, in the order of their paths. */
    public ImmutableList<TestFile> tests() {
        return contents.tests();
    }

    /** Who reads and writes what; found anew at each call. */
    public Dependencies dependencies() {
        return new DependencyFinder(references)
                .find(
                        pipes.values(),
                        contents.dataSources().values(),
                        Iterables.concat(contents.connections(), contents.otherConnections()));
    }

    /** What loaded, but its author should know about, in the order of files and lines. */
    public ImmutableList<ProjectProblem> notices() {
        return notices;
    }

    /**
     * Names of pipes, nodes, data sources and connections as spelled; a column alias may not be
     * one.
     */
    public ImmutableSet<String> globalNames() {
        return globalNames;
    }

    /** The pipe of this name, without regard to case, or of this id. */
    public Optional<Pipe> find(String nameOrId) {
        return Optional.ofNullable(pipes.get(nameOrId))
                .or(() -> references.resolve(nameOrId).map(Place::pipe))
                .or(() -> Optional.ofNullable(byId.get(nameOrId)));
    }

    /**
     * Parameters of a node and of everything it may read, in the order in which they are met. A
     * parameter that several nodes declare is listed once, as it is met first; a node that only
     * asks about it without a type counts less.
     */
    public ImmutableList<Parameter> parameters(Pipe pipe, Node node) {
        Map<String, Parameter> declared = new LinkedHashMap<>();
        Map<String, Parameter> others = new LinkedHashMap<>();
        Set<String> order = new LinkedHashSet<>();
        for (Place place : references.reachable(new Place(pipe, node))) {
            SqlTemplate template = place.node().template();
            for (Parameter parameter : template.parameters()) {
                order.add(parameter.name());
                boolean typed = template.declared().contains(parameter.name());
                (typed ? declared : others)
                        .merge(parameter.name(), parameter, Parameter::mergedWith);
            }
        }
        others.forEach((name, parameter) -> declared.merge(name, parameter, Parameter::mergedWith));
        return order.stream()
                .map(name -> Objects.requireNonNull(declared.get(name)))
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * Tables that a node, or what it reads, names and this server does not have yet: data sources,
     * and tables about the original service. Empty for a node that can run.
     */
    public ImmutableSet<String> tablesNotServed(Pipe pipe, Node node) {
        ImmutableSet.Builder<String> missing = ImmutableSet.builder();
        for (Place place : references.reachable(new Place(pipe, node))) {
            SqlTemplate template = place.node().template();
            template.tables().stream()
                    .filter(name -> references.resolve(place.pipe(), name).isEmpty())
                    .filter(dataSourceNames::contains)
                    .forEach(missing::add);
            template.qualifiedTables().stream()
                    .filter(table -> isMissingServiceTable(table) || isLeftOut(table))
                    .forEach(missing::add);
        }
        return missing.build();
    }

    private boolean isLeftOut(String path) {
        return contents.leftOut().stream()
                .anyMatch(name -> path.startsWith(Ascii.toLowerCase(name) + "."));
    }

    private boolean isMissingServiceTable(String path) {
        return DependencyFinder.isMissingServiceTable(path)
                && connections().stream()
                        .noneMatch(c -> path.startsWith(Ascii.toLowerCase(c.name()) + "."));
    }

    /**
     * What callers may pass to an endpoint, of all nodes that its published one may read; empty for
     * a pipe that is none.
     */
    public ImmutableList<Parameter> parameters(Pipe pipe) {
        return pipe.endpoint().map(node -> parameters(pipe, node)).orElse(ImmutableList.of());
    }

    /**
     * The node's SQL for one call of somebody who may read everything, and in its views the SQL of
     * every node that it reads.
     *
     * @throws QueryException with a {@link PipeError} for a parameter that is missing or does not
     *     fit
     */
    public BoundSql bind(Pipe pipe, Node node, PipeCall call) {
        return bind(pipe, node, call, ReadPolicy.EVERYTHING);
    }

    /**
     * The node's SQL for one call: with the parameters that the policy fixes, and the conditions
     * that it sets. Whether the caller may read the pipe is not asked here.
     *
     * @throws QueryException as {@link #bind(Pipe, Node, PipeCall)}
     */
    public BoundSql bind(Pipe pipe, Node node, PipeCall call, ReadPolicy policy) {
        return new Binding(references, Arguments.of(call.parameters()), policy)
                .node(new Place(pipe, node));
    }

    /**
     * SQL of a client who may read everything; pipes by name, and it may be a template.
     *
     * @throws QueryException as {@link #bind(Pipe, Node, PipeCall)}, and {@link
     *     PipeError#TEMPLATE_SYNTAX} for a template that cannot be read
     */
    public BoundSql bind(String sql, PipeCall call) {
        return bind(sql, call, ReadPolicy.EVERYTHING);
    }

    /**
     * SQL of a client, which may read the pipes that are granted, by name, and may be a template.
     *
     * @throws QueryException as {@link #bind(String, PipeCall)}
     */
    public BoundSql bind(String sql, PipeCall call, ReadPolicy policy) {
        SqlTemplate template = compile(sql);
        return new Binding(references, Arguments.of(call.parameters()), policy).client(template);
    }

    /**
     * SQL of a client over a pipe that it may read, whose result it calls {@code _}, and whose
     * nodes it may read by their names when it may read everything, besides all that {@link
     * #bind(String, PipeCall, ReadPolicy)} may read.
     *
     * @throws QueryException as {@link #bind(String, PipeCall)}
     */
    public BoundSql bind(String sql, Pipe pipe, PipeCall call, ReadPolicy policy) {
        SqlTemplate template = compile(sql);
        return new Binding(references, Arguments.of(call.parameters()), policy)
                .client(template, pipe);
    }

    private SqlTemplate compile(String sql) {
        try {
            return SqlTemplate.compile(engine.withoutSecrets(), SourceText.of(sql));
        } catch (TemplateException e) {
            TemplateProblem first = e.problems().get(0);
            throw new QueryException(
                    PipeError.TEMPLATE_SYNTAX, first.message(), Optional.of(first.position()));
        }
    }

    /** A node and all that it may read, itself first. */
    public ImmutableList<Node> reachable(Pipe pipe, Node node) {
        return references.reachable(new Place(pipe, node)).stream()
                .map(Place::node)
                .collect(ImmutableList.toImmutableList());
    }

    /** Ids of the nodes that other nodes may read. */
    public ImmutableSet<String> readNodes() {
        return references.readNodes();
    }

    /**
     * The node's SQL with a stand-in for each parameter, to check it without a call.
     *
     * @throws QueryException as {@link #bindVariants}, and {@link PipeError#TEMPLATE_ERROR} when
     *     the template calls {@code error(..)} on every way
     */
    public BoundSql bindNeutral(Pipe pipe, Node node) {
        return variants(pipe, node, 1).stream()
                .findFirst()
                .map(Variant::sql)
                .orElseThrow(
                        () ->
                                new QueryException(
                                        PipeError.TEMPLATE_ERROR,
                                        "The node '%s' always calls error(..)"
                                                .formatted(node.name()),
                                        Optional.of(node.position())));
    }

    /**
     * The node's SQL with stand-ins, so that both sides of each condition occur in some variant.
     * The first one is {@link #bindNeutral}; at most 16, all different.
     *
     * <p>A template that calls {@code error(..)} on every way has no variant.
     *
     * @throws QueryException {@link PipeError#TEMPLATE_SYNTAX} for a value inside quotes, and
     *     whatever the first variant meets when no variant can be rendered
     */
    public ImmutableList<BoundSql> bindVariants(Pipe pipe, Node node) {
        return variants(pipe, node, StandIns.MOST).stream()
                .map(Variant::sql)
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * SQL of a node with stand-ins.
     *
     * @param nodes ids of the nodes that this SQL reads, its own among them
     */
    public record Variant(BoundSql sql, ImmutableSet<String> nodes) {}

    /**
     * The first ones of {@link #bindVariants}.
     *
     * @param most at least 1
     * @throws QueryException as {@link #bindVariants}
     */
    public ImmutableList<Variant> variants(Pipe pipe, Node node, int most) {
        Place place = new Place(pipe, node);
        List<Map.Entry<String, String>> comparisons = new ArrayList<>();
        Set<String> decisive = new HashSet<>();
        for (Place read : references.reachable(place)) {
            comparisons.addAll(read.node().template().comparisons());
            decisive.addAll(read.node().template().decisive());
        }
        Set<Object> seen = new HashSet<>();
        return StandIns.render(
                        StandIns.calls(parameters(pipe, node), decisive, comparisons),
                        call -> variant(place, call),
                        most)
                .stream()
                .filter(variant -> seen.add(texts(variant.sql())))
                .collect(ImmutableList.toImmutableList());
    }

    private Variant variant(Place place, Arguments call) {
        Binding binding = new Binding(references, call);
        return new Variant(binding.node(place), binding.nodes());
    }

    private static Object texts(BoundSql sql) {
        ImmutableMap.Builder<String, Object> views = ImmutableMap.builder();
        sql.views().forEach((name, view) -> views.put(name, texts(view)));
        return Map.entry(sql.text(), views.buildOrThrow());
    }

    private static ImmutableMap<String, Pipe> byId(Iterable<Pipe> pipes) {
        ImmutableMap.Builder<String, Pipe> byId = ImmutableMap.builder();
        pipes.forEach(pipe -> byId.put(pipe.id(), pipe));
        return byId.buildOrThrow();
    }

    private static ImmutableSet<String> globalNames(ProjectReader.Contents contents) {
        Set<String> names = new TreeSet<>();
        contents.files().values().forEach(file -> names.add(file.name()));
        contents.pipes()
                .values()
                .forEach(pipe -> pipe.nodes().forEach(node -> names.add(node.name())));
        return ImmutableSet.copyOf(names);
    }
}
