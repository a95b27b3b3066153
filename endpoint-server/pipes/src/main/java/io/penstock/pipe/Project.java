package io.penstock.pipe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.Parameter;
import io.penstock.spi.sql.BoundSql;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder of datafiles, read and checked: one immutable snapshot. Thread: safe for many at once.
 */
public final class Project {
    private final Path folder;

    private Project(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads all datafiles below the folder.
     *
     * @throws ProjectException with every problem of every file
     */
    public static Project load(Path folder, SecretLookup secrets) {
        return new Project(folder);
    }

    /** The project's folder, absolute. */
    public Path folder() {
        return folder;
    }

    /** By name as spelled, sorted. */
    public ImmutableMap<String, Pipe> pipes() {
        return ImmutableMap.of();
    }

    /** Sorted by name. */
    public ImmutableList<ConnectionFile> connections() {
        return ImmutableList.of();
    }

    /** What loaded, but its author should know about, in the order of files and lines. */
    public ImmutableList<ProjectProblem> notices() {
        return ImmutableList.of();
    }

    /**
     * Names of pipes, nodes, data sources and connections as spelled; a column alias may not be
     * one.
     */
    public ImmutableSet<String> globalNames() {
        return ImmutableSet.of();
    }

    /** The pipe of this name, without regard to case, or of this id. */
    public Optional<Pipe> find(String nameOrId) {
        return Optional.ofNullable(pipes().get(nameOrId));
    }

    /** Parameters of a node and of everything it reads, in the order in which they are met. */
    public ImmutableList<Parameter> parameters(Pipe pipe, Node node) {
        return ImmutableList.of();
    }

    /**
     * The node's SQL for one call, and in its views the SQL of every node that it reads.
     *
     * @throws io.penstock.spi.error.QueryException with a {@link io.penstock.parameter.PipeError}
     *     for a parameter that is missing or does not fit
     */
    public BoundSql bind(Pipe pipe, Node node, PipeCall call) {
        throw new IllegalStateException("not built: " + pipe.name() + node.name() + call);
    }

    /**
     * SQL of a client, which may read pipes by name and may be a template.
     *
     * @throws io.penstock.spi.error.QueryException as {@link #bind(Pipe, Node, PipeCall)}
     */
    public BoundSql bind(String sql, PipeCall call) {
        throw new IllegalStateException("not built: " + sql.length() + call);
    }

    /** The node's SQL with a stand-in for each parameter, to check it without a call. */
    public BoundSql bindNeutral(Pipe pipe, Node node) {
        return bindVariants(pipe, node).get(0);
    }

    /**
     * The node's SQL with stand-ins, so that both sides of each condition occur in some variant.
     * The first one is {@link #bindNeutral}; at most 16.
     */
    public ImmutableList<BoundSql> bindVariants(Pipe pipe, Node node) {
        throw new IllegalStateException("not built: " + pipe.name() + node.name());
    }
}
